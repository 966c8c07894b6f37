package chat.palaver.edge.chat;

import chat.palaver.edge.feed.LinkWatch;
import chat.palaver.edge.feed.Loop;
import chat.palaver.schemas.proto.Delivery;
import chat.palaver.schemas.proto.UserEvent;
import com.google.protobuf.InvalidProtocolBufferException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/**
 * This edge's interest in the users of one partition that have sessions here. The interest record
 * comes first and only then are tables read, so whatever happens between is either in the tables or
 * comes as an event. A broken link costs one interest record and one look at the tables for all.
 * Runs on the loop.
 */
final class UserPartition {
    private static final Duration RETRY = Duration.ofMillis(250);

    private final Loop loop;
    private final BiFunction<List<String>, Boolean, CompletionStage<Long>> interest;
    private final Consumer<UserEvent> events;
    private final Consumer<String> lookAgain;
    private final LinkWatch link = new LinkWatch();
    private final Map<String, CompletableFuture<Void>> users = new HashMap<>();

    /**
     * One partition.
     *
     * @param interest appends an interest record
     * @param events hints, in order
     * @param lookAgain a user's tables must be read anew: hints may have been lost
     */
    UserPartition(
            Loop loop,
            BiFunction<List<String>, Boolean, CompletionStage<Long>> interest,
            Consumer<UserEvent> events,
            Consumer<String> lookAgain) {
        this.loop = loop;
        this.interest = interest;
        this.events = events;
        this.lookAgain = lookAgain;
    }

    /** Completes when events of the user come here. */
    CompletionStage<Void> open(String user) {
        CompletableFuture<Void> present = users.get(user);
        if (present == null) {
            present = new CompletableFuture<>();
            users.put(user, present);
            announce(user, present);
        }
        return present;
    }

    void close(String user) {
        if (users.remove(user) != null) {
            // If this is lost, events come that nobody here looks at.
            interest.apply(List.of(user), false).exceptionally(failure -> null);
        }
    }

    private void announce(String user, CompletableFuture<Void> ready) {
        interest.apply(List.of(user), true)
                .whenComplete(
                        (offset, failure) -> {
                            if (failure == null) {
                                ready.complete(null);
                            } else if (users.get(user) == ready) {
                                loop.after(RETRY, () -> announce(user, ready));
                            }
                        });
    }

    void onDelivery(Delivery delivery) {
        long task = delivery.getTaskIncarnation();
        LinkWatch.Verdict verdict =
                switch (delivery.getEventCase()) {
                    case STARTED -> link.started(task);
                    case FORGOTTEN -> link.forgotten(task);
                    default -> link.numbered(task, delivery.getNumber());
                };
        if (verdict == LinkWatch.Verdict.BROKEN) {
            mend();
        }
        if (verdict != LinkWatch.Verdict.OLD && delivery.hasRouted()) {
            event(delivery);
        }
    }

    void onSlotLost() {
        link.lost();
        mend();
    }

    private void mend() {
        List<String> all = List.copyOf(users.keySet());
        if (all.isEmpty()) {
            return;
        }
        interest.apply(all, true)
                .whenComplete(
                        (offset, failure) -> {
                            if (failure == null) {
                                all.forEach(lookAgain);
                            } else {
                                loop.after(RETRY, this::mend);
                            }
                        });
    }

    private void event(Delivery delivery) {
        try {
            events.accept(UserEvent.parseFrom(delivery.getRouted().getValue()));
        } catch (InvalidProtocolBufferException e) {
            lookAgain.accept(delivery.getRouted().getKey());
        }
    }
}
