package chat.palaver.store;

import static chat.palaver.store.Opened.await;
import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.testkit.CqlStore;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

final class AccountsIT {
    @RegisterExtension static final CqlStore CQL = new CqlStore();
    private static final Instant CREATED = Instant.parse("2026-03-01T10:20:30.456Z");
    private static Store store;

    @BeforeAll
    static void open() {
        store = Opened.open(CQL);
    }

    @AfterAll
    static void close() {
        store.close();
    }

    @Test
    void anAccountIsReadAsItWasWritten() {
        User user = user("u_read", "hash-1");

        assertThat(await(store.users().create(user))).isTrue();
        assertThat(await(store.users().byId("u_read"))).contains(user);
        assertThat(await(store.users().byId("u_nobody"))).isEmpty();
    }

    @Test
    void onlyTheFirstAccountOfAnIdIsWrittenAndItsRepetitionKnowsItself() {
        User first = user("u_twice", "hash-first");

        assertThat(await(store.users().create(first))).isTrue();
        assertThat(await(store.users().create(user("u_twice", "hash-second")))).isFalse();
        assertThat(await(store.users().create(first))).isTrue();
        assertThat(await(store.users().byId("u_twice"))).contains(first);
    }

    @Test
    void aProfileChangeTouchesItsFieldsAlone() {
        await(store.users().create(user("u_change", "hash")));
        ProfileChange change =
                ProfileChange.none()
                        .withLocation(Optional.of("Bergen"))
                        .withEmail(Optional.empty())
                        .withSharedFields(Set.of("location"));

        assertThat(await(store.users().update("u_change", change))).isTrue();

        User changed = await(store.users().byId("u_change")).orElseThrow();
        assertThat(changed.location()).contains("Bergen");
        assertThat(changed.email()).isEmpty();
        assertThat(changed.sharedFields()).containsExactly("location");
        assertThat(changed.displayName()).contains("Ada");
        assertThat(changed.birthDate()).contains(LocalDate.of(1990, 12, 31));
        assertThat(changed.passwordHash()).isEqualTo("hash");
    }

    @Test
    void aProfileChangeCreatesNoAccount() {
        ProfileChange change = ProfileChange.none().withLocation(Optional.of("Bergen"));

        assertThat(await(store.users().update("u_missing", change))).isFalse();
        assertThat(await(store.users().byId("u_missing"))).isEmpty();
        assertThat(await(store.users().update("u_missing", ProfileChange.none()))).isFalse();
    }

    @Test
    void aNameIsClaimedOnceAndFoundEvenWithoutItsAccount() {
        assertThat(await(store.usernames().find("ada"))).isEmpty();
        assertThat(await(store.usernames().claim("ada", "u_1"))).isEqualTo("u_1");
        assertThat(await(store.usernames().claim("ada", "u_2"))).isEqualTo("u_1");
        assertThat(await(store.usernames().claim("ada", "u_1"))).isEqualTo("u_1");
        assertThat(await(store.usernames().find("ada"))).contains("u_1");
        assertThat(await(store.users().byId("u_1"))).isEmpty();
    }

    @Test
    void aRefreshTokenIsGoodForExactlyOneOfManyAtOnce() {
        await(store.devices().create(device("u_race", "d_1", "token-0")));

        List<Boolean> rotated =
                IntStream.range(0, 8)
                        .mapToObj(
                                i ->
                                        store.devices()
                                                .rotateRefresh(
                                                        "u_race", "d_1", "token-0", "next-" + i, 1))
                        .toList()
                        .stream()
                        .map(Opened::await)
                        .toList();

        assertThat(rotated).filteredOn(ok -> ok).hasSize(1);
        Device device = await(store.devices().byId("u_race", "d_1")).orElseThrow();
        assertThat(device.refreshHash()).isEqualTo("next-" + rotated.indexOf(true));
        assertThat(device.refreshGeneration()).isEqualTo(1);
    }

    @Test
    void aRepeatedRotationIsTrueAndAUsedTokenIsNot() {
        await(store.devices().create(device("u_rotate", "d_1", "a")));

        assertThat(await(store.devices().rotateRefresh("u_rotate", "d_1", "a", "b", 1))).isTrue();
        assertThat(await(store.devices().rotateRefresh("u_rotate", "d_1", "a", "b", 1))).isTrue();
        assertThat(await(store.devices().rotateRefresh("u_rotate", "d_1", "a", "c", 1))).isFalse();
        assertThat(await(store.devices().rotateRefresh("u_rotate", "d_2", "a", "b", 1))).isFalse();
        assertThat(await(store.devices().byId("u_rotate", "d_2"))).isEmpty();
    }

    @Test
    void aDeviceLoggedOutIsGoneAndRotatesNoMore() {
        Device kept = device("u_devices", "d_1", "a");
        await(store.devices().create(kept));
        await(store.devices().create(device("u_devices", "d_2", "b")));

        assertThat(await(store.devices().create(device("u_devices", "d_2", "other")))).isFalse();
        assertThat(await(store.devices().delete("u_devices", "d_2"))).isTrue();
        assertThat(await(store.devices().delete("u_devices", "d_2"))).isFalse();
        assertThat(await(store.devices().rotateRefresh("u_devices", "d_2", "b", "c", 1))).isFalse();
        assertThat(await(store.devices().of("u_devices"))).containsExactly(kept);
    }

    @Test
    void aRefusedRegistrationDoesNotTakeTheNewOneWithIt() {
        PushRegistration old = new PushRegistration("u_push", "d_1", "apns", "old");
        PushRegistration renewed = new PushRegistration("u_push", "d_1", "webpush", "new");
        await(store.pushRegistrations().put(old));
        await(store.pushRegistrations().put(renewed));

        assertThat(await(store.pushRegistrations().deleteRefused(old))).isFalse();
        assertThat(await(store.pushRegistrations().of("u_push"))).containsExactly(renewed);
        assertThat(await(store.pushRegistrations().deleteRefused(renewed))).isTrue();
        assertThat(await(store.pushRegistrations().of("u_push"))).isEmpty();
        await(store.pushRegistrations().put(old));
        assertThat(await(store.pushRegistrations().delete("u_push", "d_1"))).isTrue();
        assertThat(await(store.pushRegistrations().delete("u_push", "d_1"))).isFalse();
    }

    private static User user(String id, String passwordHash) {
        return new User(
                id,
                "ada",
                Optional.of("Ada"),
                Optional.of("ada@example.org"),
                Optional.of(LocalDate.of(1990, 12, 31)),
                Optional.empty(),
                passwordHash,
                CREATED,
                Set.of());
    }

    private static Device device(String user, String id, String refreshHash) {
        return new Device(user, id, "phone", "ios", CREATED, refreshHash, 0);
    }
}
