package chat.palaver.fanout.routing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.Delivery.EventCase;
import chat.palaver.schemas.proto.DeliverySource;
import chat.palaver.schemas.proto.Interest;
import chat.palaver.schemas.proto.ReadSignal;
import chat.palaver.schemas.proto.Signal;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class RouterTest {
    private static final byte[] VALUE = "a value".getBytes(StandardCharsets.UTF_8);

    private final Router router = new Router(DeliverySource.DELIVERY_SOURCE_CHANNELS, 3, 77, 8);

    @Test
    void addressesStartedToEverySlot() {
        Dispatch started = router.started();

        assertThat(started.slot()).isEqualTo(Dispatch.EVERY_SLOT);
        assertThat(started.delivery().getEventCase()).isEqualTo(EventCase.STARTED);
        assertThat(started.delivery().getTaskIncarnation()).isEqualTo(77);
        assertThat(started.delivery().getPartition()).isEqualTo(3);
        assertThat(started.delivery().getNumber()).isZero();
        assertThat(started.delivery().getEdge()).isEmpty();
    }

    @Test
    void routesTheValueUnchangedToTheSlotTheInterestNames() {
        learn("e_a", 1, 5, true, "c_x");

        List<Dispatch> sent = router.route("c_x", 42, 1_000, VALUE);

        assertThat(sent).hasSize(1);
        Delivery delivery = sent.get(0).delivery();
        assertThat(sent.get(0).slot()).isEqualTo(5);
        assertThat(delivery.getEdge()).isEqualTo("e_a");
        assertThat(delivery.getEdgeIncarnation()).isEqualTo(1);
        assertThat(delivery.getRouted().getKey()).isEqualTo("c_x");
        assertThat(delivery.getRouted().getOffset()).isEqualTo(42);
        assertThat(delivery.getRouted().getTime()).isEqualTo(1_000);
        assertThat(delivery.getRouted().getValue().toByteArray()).isEqualTo(VALUE);
    }

    @Test
    void routesNothingToThoseWhoDidNotAskOrHaveLeft() {
        learn("e_a", 1, 5, true, "c_x", "c_y");
        learn("e_a", 1, 5, false, "c_x");

        assertThat(router.route("c_x", 1, 1, VALUE)).isEmpty();
        assertThat(router.route("c_z", 2, 2, VALUE)).isEmpty();
        assertThat(router.route("c_y", 3, 3, VALUE)).hasSize(1);
        assertThat(router.keys()).isEqualTo(1);
    }

    @Test
    void numbersEachEdgeByItselfFromOneWithoutGaps() {
        learn("e_a", 1, 5, true, "c_x", "c_y");
        learn("e_b", 9, 6, true, "c_x");

        assertThat(numbers(router.route("c_x", 1, 1, VALUE))).containsExactly(1L, 1L);
        assertThat(numbers(router.route("c_y", 2, 2, VALUE))).containsExactly(2L);
        assertThat(numbers(router.route("c_x", 3, 3, VALUE))).containsExactly(3L, 2L);
    }

    @Test
    void keepsCountingWhenAnEdgeLeavesItsLastKeyAndComesBack() {
        learn("e_a", 1, 5, true, "c_x");
        router.route("c_x", 1, 1, VALUE);
        learn("e_a", 1, 5, false, "c_x");
        learn("e_a", 1, 5, true, "c_x");

        assertThat(numbers(router.route("c_x", 2, 2, VALUE))).containsExactly(2L);
    }

    @Test
    void routesOnceToAnEdgeThatAskedTwice() {
        learn("e_a", 1, 5, true, "c_x");
        learn("e_a", 1, 5, true, "c_x");

        assertThat(router.route("c_x", 1, 1, VALUE)).hasSize(1);
    }

    @Test
    void followsAnEdgeToAnotherSlot() {
        learn("e_a", 1, 5, true, "c_x");
        learn("e_a", 1, 2, true, "c_y");

        assertThat(router.route("c_x", 1, 1, VALUE)).extracting(Dispatch::slot).containsExactly(2);
    }

    @Test
    void dropsTheFormerStartOfAnEdgeAndTellsItSo() {
        learn("e_a", 1, 5, true, "c_x");

        List<Dispatch> told = learn("e_a", 2, 6, true, "c_x");

        assertThat(told).hasSize(1);
        assertThat(told.get(0).slot()).isEqualTo(5);
        assertThat(told.get(0).delivery().getEventCase()).isEqualTo(EventCase.FORGOTTEN);
        assertThat(told.get(0).delivery().getEdgeIncarnation()).isEqualTo(1);
        assertThat(router.route("c_x", 1, 1, VALUE)).extracting(Dispatch::slot).containsExactly(6);
    }

    @Test
    void keepsTheLaterStartWhateverAFormerOneStillSays() {
        learn("e_a", 2, 6, true, "c_x");

        assertThat(learn("e_a", 1, 5, false, "c_x")).isEmpty();

        assertThat(router.route("c_x", 1, 1, VALUE)).extracting(Dispatch::slot).containsExactly(6);
    }

    @Test
    void sendsSignalsWithoutANumber() {
        learn("e_a", 1, 5, true, "c_x");
        Signal signal =
                Signal.newBuilder()
                        .setChannelId("c_x")
                        .setRead(ReadSignal.newBuilder().setPosition(7))
                        .build();

        List<Dispatch> sent = router.signal("c_x", signal);

        assertThat(sent).hasSize(1);
        assertThat(sent.get(0).slot()).isEqualTo(5);
        assertThat(sent.get(0).delivery().getSignal()).isEqualTo(signal);
        assertThat(sent.get(0).delivery().getNumber()).isZero();
        assertThat(numbers(router.route("c_x", 1, 1, VALUE))).containsExactly(1L);
    }

    @Test
    void forgetsWhoIsGoneAndTellsOnlyThem() {
        learn("e_a", 1, 5, true, "c_x");
        learn("e_b", 1, 6, true, "c_x");

        List<Dispatch> told = router.forget((start, heard) -> start.edge().equals("e_a"));

        assertThat(told).extracting(Dispatch::slot).containsExactly(5);
        assertThat(router.links()).isEqualTo(1);
        assertThat(router.route("c_x", 1, 1, VALUE)).extracting(Dispatch::slot).containsExactly(6);
    }

    @Test
    void countsFromOneAgainAfterForgetting() {
        learn("e_a", 1, 5, true, "c_x");
        router.route("c_x", 1, 1, VALUE);
        router.forget((start, heard) -> true);
        learn("e_a", 1, 5, true, "c_x");

        assertThat(numbers(router.route("c_x", 2, 2, VALUE))).containsExactly(1L);
    }

    @Test
    void tellsWhenAnEdgeWasLastHeardOf() {
        router.learn(interest("e_a", 1, 5, true, "c_x"), 1_000);
        router.learn(interest("e_a", 1, 5, false, "c_x"), 2_000);

        assertThat(router.forget((start, heard) -> heard > 2_000)).isEmpty();
        assertThat(router.forget((start, heard) -> heard == 2_000)).hasSize(1);
    }

    @Test
    void refusesASlotThatDoesNotExistAndChangesNothing() {
        learn("e_a", 1, 7, true, "c_x");

        assertThatThrownBy(() -> learn("e_a", 1, 8, true, "c_y"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> learn("e_a", 1, -1, true, "c_y"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> learn("", 1, 1, true, "c_y"))
                .isInstanceOf(IllegalArgumentException.class);

        assertThat(router.keys()).isEqualTo(1);
        assertThat(router.route("c_x", 1, 1, VALUE)).extracting(Dispatch::slot).containsExactly(7);
    }

    @Test
    void sendsAnEdgeToTheLogForARecordTooLargeToRoute() {
        learn("e_a", 1, 5, true, "c_x");

        assertThat(router.route("c_x", 1, 1, new byte[Router.MOST_VALUE_BYTES])).hasSize(1);
        List<Dispatch> told = router.route("c_x", 2, 2, new byte[Router.MOST_VALUE_BYTES + 1]);

        assertThat(told)
                .extracting(d -> d.delivery().getEventCase())
                .containsExactly(EventCase.FORGOTTEN);
        assertThat(router.links()).isZero();
    }

    @Test
    void holdsNoMoreLinksThanItsLimit() {
        for (int i = 0; i < InterestTable.MOST_LINKS; i++) {
            assertThat(learn("e_" + i, 1, 0, true, "c_x")).isEmpty();
        }

        List<Dispatch> told = learn("e_last", 1, 0, true, "c_x");

        assertThat(told).extracting(d -> d.delivery().getEdge()).containsExactly("e_0");
        assertThat(router.links()).isEqualTo(InterestTable.MOST_LINKS);
    }

    /** A table of sets, slow and plain, must agree with the router on every random history. */
    @Test
    void agreesWithAPlainModel() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            Router tested = new Router(DeliverySource.DELIVERY_SOURCE_USERS, 0, seed + 1, 4);
            TreeMap<String, Long> wanted = new TreeMap<>();
            long offset = 0;
            for (int step = 0; step < 300; step++) {
                String edge = "e_" + random.nextInt(4);
                String key = "u_" + random.nextInt(3);
                if (random.nextBoolean()) {
                    boolean on = random.nextBoolean();
                    tested.learn(interest(edge, 1, 0, on, key), step);
                    if (on) {
                        wanted.put(edge + "/" + key, 0L);
                    } else {
                        wanted.remove(edge + "/" + key);
                    }
                } else {
                    List<String> expected =
                            wanted.keySet().stream()
                                    .filter(pair -> pair.endsWith("/" + key))
                                    .map(pair -> pair.substring(0, pair.indexOf('/')))
                                    .toList();
                    assertThat(tested.route(key, offset++, 0, VALUE))
                            .as("seed %d, step %d", seed, step)
                            .extracting(sent -> sent.delivery().getEdge())
                            .containsExactlyInAnyOrderElementsOf(expected);
                }
            }
        }
    }

    private List<Dispatch> learn(
            String edge, long incarnation, int slot, boolean on, String... keys) {
        return router.learn(interest(edge, incarnation, slot, on, keys), 0);
    }

    private static Interest interest(
            String edge, long incarnation, int slot, boolean on, String... keys) {
        return Interest.newBuilder()
                .setEdge(edge)
                .setIncarnation(incarnation)
                .setSlot(slot)
                .setOn(on)
                .addAllKeys(List.of(keys))
                .build();
    }

    private static List<Long> numbers(List<Dispatch> sent) {
        return sent.stream().map(dispatch -> dispatch.delivery().getNumber()).toList();
    }
}
