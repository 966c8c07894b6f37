package chat.palaver.sink;

import chat.palaver.schemas.LogPlace;
import chat.palaver.schemas.Position;
import chat.palaver.store.OwnLog;
import chat.palaver.store.OwnLog.Wish;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a mover is to do next: a function of what it sees, so that any two come to the same, and
 * whatever one of them leaves half done another finishes.
 *
 * <p>The budget holds for topics that are there, those of ended stretches included, and is soft:
 * each mover counts for itself, so that as many topics as there are sinks may be made beyond it at
 * one time. From beyond it the movers come back by themselves.
 *
 * @param promotions to own logs: topic first, then the end of the shared stretch
 * @param demotions own logs to be ended
 * @param removals topics of stretches that ended long enough ago
 * @param waiting wishes for which there is no room, or not yet
 * @param missing present own logs without a topic
 */
record MovePlan(
        List<OwnLog> promotions,
        List<OwnLog> demotions,
        List<LogPlace> removals,
        int waiting,
        List<LogPlace> missing) {

    /** How long until the end of a stretch is appended once more, if no sink has met it. */
    static final Duration ASK_AGAIN = Duration.ofSeconds(30);

    /**
     * A channel with a row in {@code own_logs}.
     *
     * @param held whether its partition is held here
     * @param movedAt when its present stretch began, by log time
     */
    record Channel(OwnLog row, boolean held, Instant movedAt) {
        LogPlace place() {
            return new LogPlace(row.channelId(), row.epoch());
        }

        boolean isOwn() {
            return LogPlace.isOwn(row.epoch());
        }

        boolean wishes(Wish wish) {
            return !row.deleted() && row.wish().equals(Optional.of(wish));
        }

        /** There must be a way back too. */
        boolean mayBePromoted() {
            return !row.deleted() && !isOwn() && row.epoch() + 2 <= Position.MAX_EPOCH;
        }
    }

    /**
     * What a mover knows.
     *
     * @param channels those whose partitions are held here, and all others if they matter now
     * @param topics every own log that has a topic
     * @param asked the stretches for whose end this mover has asked, and when
     * @param ended the places whose stretch has ended, and since when this mover knows
     */
    record Sight(
            List<Channel> channels,
            Set<LogPlace> topics,
            Map<LogPlace, Instant> asked,
            Map<LogPlace, Instant> ended) {}

    /** Settings; see {@link OwnLogsConfig}. */
    record Limits(int budget, Duration rest, Duration removeAfter) {
        static Limits of(OwnLogsConfig config) {
            return new Limits(config.budget(), config.rest(), config.removeAfter());
        }
    }

    static MovePlan of(Sight sight, Limits limits, Instant now) {
        return new Planning(sight, limits, now).plan();
    }

    /** The topics whose stretch has ended, as far as these channels tell. */
    static Set<LogPlace> ended(List<Channel> channels, Set<LogPlace> topics) {
        Map<String, OwnLog> rows = new HashMap<>();
        channels.stream()
                .filter(Channel::held)
                .forEach(c -> rows.put(c.row().channelId(), c.row()));
        return topics.stream()
                .filter(place -> hasEnded(place, rows.get(place.channel())))
                .collect(Collectors.toSet());
    }

    private static boolean hasEnded(LogPlace place, OwnLog row) {
        return row != null && (row.deleted() || row.epoch() > place.epoch());
    }

    private static final class Planning {
        private static final Comparator<Channel> BY_NAME =
                Comparator.comparing(channel -> channel.row().channelId());

        private final Sight sight;
        private final Limits limits;
        private final Instant now;
        private final int room;
        private final List<OwnLog> promotions = new ArrayList<>();
        private final List<OwnLog> demotions = new ArrayList<>();

        Planning(Sight sight, Limits limits, Instant now) {
            this.sight = sight;
            this.limits = limits;
            this.now = now;
            room = limits.budget() - sight.topics().size();
        }

        MovePlan plan() {
            held().filter(this::isHalfMade).filter(this::isNotAsked).forEach(this::promote);
            List<Channel> chosen = waiting(Wish.CHOSEN);
            List<Channel> grown = waiting(Wish.GROWN);
            int made = promote(chosen, room);
            // What others wait for who were chosen is no room for those who have grown.
            made += promote(grown, room - chosen.size());
            held().filter(this::isUnwanted).forEach(channel -> demotions.add(channel.row()));
            displace(chosen);
            long ours = held().filter(c -> chosen.contains(c) || grown.contains(c)).count();
            return new MovePlan(
                    List.copyOf(promotions),
                    List.copyOf(demotions),
                    removals(),
                    (int) ours - made,
                    held().filter(this::isMissing).map(Channel::place).toList());
        }

        private Stream<Channel> held() {
            return sight.channels().stream().filter(Channel::held);
        }

        /** A mover died between topic and marker, or is just doing it. */
        private boolean isHalfMade(Channel channel) {
            return !channel.row().deleted()
                    && !channel.isOwn()
                    && channel.row().epoch() < Position.MAX_EPOCH
                    && sight.topics().contains(channel.place().next());
        }

        private boolean isNotAsked(Channel channel) {
            Instant asked = sight.asked().get(channel.place());
            return asked == null || !asked.plus(ASK_AGAIN).isAfter(now);
        }

        private boolean isRested(Channel channel) {
            return channel.row().epoch() == 0
                    || !channel.movedAt().plus(limits.rest()).isAfter(now);
        }

        private List<Channel> waiting(Wish wish) {
            return sight.channels().stream()
                    .filter(channel -> channel.mayBePromoted() && channel.wishes(wish))
                    .filter(channel -> !isHalfMade(channel))
                    .sorted(BY_NAME)
                    .toList();
        }

        private int promote(List<Channel> waiting, int atMost) {
            List<Channel> now =
                    waiting.stream()
                            .filter(Channel::held)
                            .filter(this::isRested)
                            .limit(Math.max(0, atMost))
                            .toList();
            now.forEach(this::promote);
            return now.size();
        }

        private void promote(Channel channel) {
            promotions.add(channel.row());
        }

        private boolean isUnwanted(Channel channel) {
            return isPresent(channel)
                    && channel.row().wish().isEmpty()
                    && isRested(channel)
                    && isNotAsked(channel);
        }

        private boolean isPresent(Channel channel) {
            return channel.isOwn()
                    && !channel.row().deleted()
                    && channel.row().epoch() < Position.MAX_EPOCH
                    && sight.topics().contains(channel.place());
        }

        private boolean isMissing(Channel channel) {
            return channel.isOwn()
                    && !channel.row().deleted()
                    && !sight.topics().contains(channel.place());
        }

        /** Who has grown makes room for who was chosen: who has been in his own log the longest. */
        private void displace(List<Channel> chosen) {
            long needed = chosen.size() - room - leaving();
            boolean ours = chosen.stream().anyMatch(Channel::held);
            sight.channels().stream()
                    .filter(channel -> isPresent(channel) && channel.wishes(Wish.GROWN))
                    .filter(channel -> isRested(channel) && isNotAsked(channel))
                    .sorted(Comparator.comparing(Channel::movedAt).thenComparing(BY_NAME))
                    .limit(Math.max(0, needed))
                    .filter(channel -> ours || channel.held())
                    .forEach(channel -> demotions.add(channel.row()));
        }

        /** Topics that go without anybody being displaced. */
        private long leaving() {
            Map<String, Channel> channels = new HashMap<>();
            sight.channels().forEach(channel -> channels.put(channel.row().channelId(), channel));
            return sight.topics().stream()
                    .filter(place -> channels.containsKey(place.channel()))
                    .filter(place -> isLeaving(place, channels.get(place.channel())))
                    .count();
        }

        private boolean isLeaving(LogPlace place, Channel channel) {
            boolean present = place.equals(channel.place());
            return hasEnded(place, channel.row())
                    || (present && (channel.row().wish().isEmpty() || !isNotAsked(channel)));
        }

        private List<LogPlace> removals() {
            return sight.ended().entrySet().stream()
                    .filter(entry -> sight.topics().contains(entry.getKey()))
                    .filter(entry -> !entry.getValue().plus(limits.removeAfter()).isAfter(now))
                    .map(Map.Entry::getKey)
                    .sorted(Comparator.comparing(LogPlace::channel).thenComparing(LogPlace::epoch))
                    .toList();
        }
    }
}
