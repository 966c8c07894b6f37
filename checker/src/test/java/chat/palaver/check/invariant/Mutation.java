package chat.palaver.check.invariant;

import chat.palaver.check.history.Event;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

/** One way to spoil a good history, and the invariant that must be named. */
enum Mutation {
    ROW_LOST(Invariant.I1) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Acknowledged lost = any(good, Event.Acknowledged.class, e -> true, random);
            return without(
                    good,
                    e ->
                            e instanceof Event.Row row
                                    && row.channel().equals(lost.channel())
                                    && row.position() == lost.position());
        }
    },
    ROW_LOST_FOR_ONE_READER(Invariant.I1) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Acknowledged lost = any(good, Event.Acknowledged.class, e -> true, random);
            Event.Row row =
                    any(
                            good,
                            Event.Row.class,
                            r ->
                                    r.channel().equals(lost.channel())
                                            && r.position() == lost.position(),
                            random);
            return without(good, e -> e == row);
        }
    },
    ROW_OF_A_CHANGE_LOST(Invariant.I1) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Row row = any(good, Event.Row.class, r -> r.type().equals("member"), random);
            return without(
                    good,
                    e ->
                            e instanceof Event.Row r
                                    && r.channel().equals(row.channel())
                                    && r.position() == row.position());
        }
    },
    ROW_RENUMBERED(Invariant.I1) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Acknowledged one = any(good, Event.Acknowledged.class, e -> true, random);
            return each(
                    good,
                    e ->
                            e instanceof Event.Row r
                                            && r.channel().equals(one.channel())
                                            && r.position() == one.position()
                                    ? row(r, r.position() + 100_000, r.hash())
                                    : e);
        }
    },
    NEVER_SENT_STORED(Invariant.I2) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            return without(
                    good, invokedOf(any(good, Event.Row.class, Event.Row::isMessage, random)));
        }
    },
    NEVER_SENT_DELIVERED(Invariant.I2) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Delivered d = message(good, random);
            return replace(
                    good, d, delivered(d, d.position(), d.prev(), "another", d.sender(), d.hash()));
        }
    },
    REFUSED_STORED(Invariant.I2) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Refused refused = any(good, Event.Refused.class, e -> true, random);
            Event.Invoked sent =
                    any(
                            good,
                            Event.Invoked.class,
                            e -> e.id().equals(refused.id()) && e.user().equals(refused.user()),
                            random);
            Event.HistoryRead end =
                    any(
                            good,
                            Event.HistoryRead.class,
                            e -> e.channel().equals(sent.channel()),
                            random);
            return before(
                    good,
                    end,
                    new Event.Row(
                            end.at(),
                            end.reader(),
                            sent.channel(),
                            "message",
                            1_000_000,
                            sent.id(),
                            sent.user(),
                            sent.hash(),
                            null));
        }
    },
    STORED_TWICE(Invariant.I3) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Row row = any(good, Event.Row.class, Event.Row::isMessage, random);
            Event end =
                    any(
                            good,
                            Event.HistoryRead.class,
                            e ->
                                    e.reader().equals(row.reader())
                                            && e.channel().equals(row.channel()),
                            random);
            return before(good, end, row(row, 1_000_000, row.hash()));
        }
    },
    ANSWERED_WITH_TWO_POSITIONS(Invariant.I3) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Acknowledged ok =
                    any(
                            good,
                            Event.Acknowledged.class,
                            e -> e.duplicate() && e.attempt() == 2 && isSecond(good, e),
                            random);
            return replace(good, ok, acknowledged(ok, ok.position() + 1, true));
        }
    },
    ANSWERED_AS_FIRST_TWICE(Invariant.I3) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Acknowledged ok =
                    any(
                            good,
                            Event.Acknowledged.class,
                            e -> e.duplicate() && e.attempt() == 2 && isSecond(good, e),
                            random);
            return replace(good, ok, acknowledged(ok, ok.position(), false));
        }
    },
    ROW_ALTERED_FOR_ONE_READER(Invariant.I4) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Row row =
                    any(
                            good,
                            Event.Row.class,
                            r ->
                                    r.isMessage()
                                            && good.stream()
                                                    .anyMatch(
                                                            e ->
                                                                    e instanceof Event.Row o
                                                                            && o != r
                                                                            && isSame(o, r)),
                            random);
            return replace(good, row, row(row, row.position(), "0123"));
        }
    },
    DELIVERY_ALTERED(Invariant.I4) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Delivered d = message(good, random);
            return replace(
                    good, d, delivered(d, d.position(), d.prev(), d.id(), d.sender(), "0123"));
        }
    },
    DELIVERY_FROM_ANOTHER_SENDER(Invariant.I4) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Delivered d = message(good, random);
            return replace(good, d, delivered(d, d.position(), d.prev(), d.id(), "u9", d.hash()));
        }
    },
    DELIVERY_RENUMBERED(Invariant.I4) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Delivered d = message(good, random);
            return replace(
                    good, d, delivered(d, 1_000_000, d.prev(), d.id(), d.sender(), d.hash()));
        }
    },
    DELIVERY_LOST(Invariant.I5) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Delivered d = message(good, random);
            return without(good, e -> e == d);
        }
    },
    DELIVERY_DOUBLED(Invariant.I5) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Delivered d = message(good, random);
            return before(good, d, d);
        }
    },
    DELIVERIES_SWAPPED(Invariant.I5) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Map<String, Event.Delivered> last = new HashMap<>();
            List<Event.Delivered[]> pairs = new ArrayList<>();
            for (Event e : good) {
                if (e instanceof Event.Delivered d) {
                    Event.Delivered before = last.put(d.device() + d.channel(), d);
                    if (before != null
                            && before.session() == d.session()
                            && before.isMessage()
                            && d.isMessage()) {
                        pairs.add(new Event.Delivered[] {before, d});
                    }
                } else if (e instanceof Event.CaughtUp c) {
                    last.remove(c.device() + c.channel());
                }
            }
            Event.Delivered[] pair = pairs.get(random.nextInt(pairs.size()));
            return each(good, e -> e == pair[0] ? pair[1] : e == pair[1] ? pair[0] : e);
        }
    },
    PREV_ALTERED(Invariant.I5) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Delivered d = message(good, random);
            return replace(
                    good,
                    d,
                    delivered(d, d.position(), d.prev() + 1, d.id(), d.sender(), d.hash()));
        }
    },
    CAUGHT_UP_WITH_MORE(Invariant.I5) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.CaughtUp c =
                    any(
                            good,
                            Event.CaughtUp.class,
                            e -> e.session() > 1 && deliveredInSession(good, e) && e.position() > 0,
                            random);
            return without(
                    good,
                    e ->
                            e instanceof Event.Delivered d
                                    && d.device().equals(c.device())
                                    && d.session() == c.session()
                                    && d.channel().equals(c.channel())
                                    && d.position() == c.position());
        }
    },
    CAUGHT_UP_TWICE(Invariant.I5) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.CaughtUp c = any(good, Event.CaughtUp.class, e -> true, random);
            return before(good, c, c);
        }
    },
    CHANGE_OF_ANOTHER_KIND(Invariant.I4) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Delivered d =
                    any(
                            good,
                            Event.Delivered.class,
                            e -> e.type().equals("added") || e.type().equals("removed"),
                            random);
            return replace(
                    good, d, change(d, d.type().equals("added") ? "removed" : "added", d.left()));
        }
    },
    LEFT_WITHOUT_BEING_TOLD(Invariant.I8) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Delivered d = any(good, Event.Delivered.class, Event.Delivered::left, random);
            return replace(good, d, change(d, d.type(), false));
        }
    },
    TOLD_WRONGLY_THAT_HE_LEFT(Invariant.I8) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Delivered d = message(good, random);
            return replace(good, d, change(d, "left", true));
        }
    },
    FIRST_ANSWERED_AS_REPEAT(Invariant.I3) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Acknowledged ok =
                    any(
                            good,
                            Event.Acknowledged.class,
                            e -> e.attempt() == 1 && !e.duplicate(),
                            random);
            return replace(good, ok, acknowledged(ok, ok.position(), true));
        }
    },
    STANDS_BEFORE_WHAT_WAS_ANSWERED(Invariant.I6) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Acknowledged a = null;
            List<Event.Acknowledged[]> pairs = new ArrayList<>();
            for (Event e : good) {
                if (e instanceof Event.Acknowledged ok && !ok.duplicate()) {
                    if (a != null && a.channel().equals(ok.channel())) {
                        pairs.add(new Event.Acknowledged[] {a, ok});
                    }
                    a = ok;
                }
            }
            Event.Acknowledged[] pair = pairs.get(random.nextInt(pairs.size()));
            return exchanged(good, pair[0], pair[1]);
        }
    },
    NOT_SETTLED(Invariant.I7) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Settled settled = any(good, Event.Settled.class, e -> true, random);
            return without(good, e -> e == settled);
        }
    },
    NOT_SETTLED_AT_THE_END(Invariant.I7) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event end = good.get(good.size() - 1);
            return before(good, end, new Event.NotSettled(end.at(), "end", 90_000_000, "behind"));
        }
    },
    NOT_LET_IN_AGAIN(Invariant.I7) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Welcomed welcomed = any(good, Event.Welcomed.class, e -> true, random);
            return without(
                    good,
                    e ->
                            e instanceof Event.Welcomed w
                                    && w.device().equals(welcomed.device())
                                    && w.session() >= welcomed.session());
        }
    },
    UNDELIVERED_AT_THE_END(Invariant.I7) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.CaughtUp last = any(good, Event.CaughtUp.class, e -> isLast(good, e), random);
            return without(
                    good,
                    e ->
                            e == last
                                    || (e instanceof Event.Delivered d
                                            && d.device().equals(last.device())
                                            && d.channel().equals(last.channel())
                                            && d.session() == last.session())
                                    || (e instanceof Event.Hello h
                                            && h.device().equals(last.device())
                                            && h.session() == last.session()));
        }
    },
    LEAKED_LIVE(Invariant.I8) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            return each(
                    good,
                    e ->
                            e instanceof Event.Row r && r.type().equals("member")
                                    ? new Event.Row(
                                            r.at(),
                                            r.reader(),
                                            r.channel(),
                                            "title",
                                            r.position(),
                                            r.id(),
                                            r.sender(),
                                            r.hash(),
                                            r.user())
                                    : e);
        }
    },
    LEAKED_OVER_HTTP(Invariant.I8) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.Row row =
                    any(
                            good,
                            Event.Row.class,
                            r -> r.reader().equals("u1") && r.isMessage(),
                            random);
            return before(
                    good,
                    row,
                    new Event.Row(
                            row.at(),
                            "u77",
                            row.channel(),
                            row.type(),
                            row.position(),
                            row.id(),
                            row.sender(),
                            row.hash(),
                            row.user()));
        }
    },
    READ_FALLS(Invariant.I9) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.ReadSeen seen = any(good, Event.ReadSeen.class, e -> true, random);
            int index = good.indexOf(seen);
            List<Event> bad = new ArrayList<>(good);
            bad.add(
                    index + 1,
                    new Event.ReadSeen(
                            seen.at(),
                            seen.device(),
                            seen.session(),
                            seen.channel(),
                            seen.user(),
                            seen.position() - 1));
            return bad;
        }
    },
    READ_NEVER_SENT(Invariant.I9) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.ReadSeen seen = any(good, Event.ReadSeen.class, e -> true, random);
            return replace(
                    good,
                    seen,
                    new Event.ReadSeen(
                            seen.at(),
                            seen.device(),
                            seen.session(),
                            seen.channel(),
                            seen.user(),
                            seen.position() + 1_000_000));
        }
    },
    STORED_READ_BEHIND(Invariant.I9) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.ReadStored stored =
                    any(
                            good,
                            Event.ReadStored.class,
                            s ->
                                    good.stream()
                                            .anyMatch(
                                                    e ->
                                                            e instanceof Event.ReadSeen r
                                                                    && r.user().equals(s.user())
                                                                    && r.channel()
                                                                            .equals(s.channel())
                                                                    && r.position()
                                                                            == s.position()),
                            random);
            return replace(
                    good,
                    stored,
                    new Event.ReadStored(
                            stored.at(), stored.user(), stored.channel(), stored.position() - 1));
        }
    },
    PRESENCE_WRONG_AT_THE_END(Invariant.I9) {
        @Override
        List<Event> apply(List<Event> good, Random random) {
            Event.PresenceSeen last = null;
            for (Event e : good) {
                last = e instanceof Event.PresenceSeen p ? p : last;
            }
            return replace(
                    good,
                    last,
                    new Event.PresenceSeen(
                            last.at(), last.device(), last.session(), last.user(), "offline"));
        }
    };

    private final Invariant named;

    Mutation(Invariant named) {
        this.named = named;
    }

    /** What must be said, at least. */
    Invariant named() {
        return named;
    }

    abstract List<Event> apply(List<Event> good, Random random);

    static <T extends Event> T any(
            List<Event> events, Class<T> type, Predicate<T> fits, Random random) {
        List<T> fitting =
                events.stream().filter(type::isInstance).map(type::cast).filter(fits).toList();
        if (fitting.isEmpty()) {
            throw new NotApplicable();
        }
        return fitting.get(random.nextInt(fitting.size()));
    }

    /** The history has nothing that could be spoilt in this way. */
    static final class NotApplicable extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    static Event.Delivered message(List<Event> events, Random random) {
        return any(events, Event.Delivered.class, Event.Delivered::isMessage, random);
    }

    static boolean isSame(Event.Row a, Event.Row b) {
        return a.channel().equals(b.channel()) && a.position() == b.position();
    }

    /** Whether there was an answer to this send before. */
    static boolean isSecond(List<Event> events, Event.Acknowledged ok) {
        return events.stream()
                .anyMatch(
                        e ->
                                e instanceof Event.Acknowledged other
                                        && other.at() < ok.at()
                                        && other.id().equals(ok.id()));
    }

    static boolean deliveredInSession(List<Event> events, Event.CaughtUp caughtUp) {
        return events.stream()
                .anyMatch(
                        e ->
                                e instanceof Event.Delivered d
                                        && d.device().equals(caughtUp.device())
                                        && d.session() == caughtUp.session()
                                        && d.channel().equals(caughtUp.channel())
                                        && d.position() == caughtUp.position()
                                        && d.at() < caughtUp.at()
                                        && d.isMessage());
    }

    static boolean isLast(List<Event> events, Event.CaughtUp caughtUp) {
        boolean owed =
                events.stream()
                        .anyMatch(
                                e ->
                                        e instanceof Event.Delivered d
                                                && d.device().equals(caughtUp.device())
                                                && d.channel().equals(caughtUp.channel())
                                                && d.session() == caughtUp.session()
                                                && d.isMessage());
        return owed
                && events.stream()
                        .noneMatch(
                                e ->
                                        e instanceof Event.Hello h
                                                && h.device().equals(caughtUp.device())
                                                && h.session() > caughtUp.session());
    }

    static Predicate<Event> invokedOf(Event.Row row) {
        return e ->
                (e instanceof Event.Invoked i && i.id().equals(row.id()))
                        || (e instanceof Event.Acknowledged a && a.id().equals(row.id()));
    }

    static List<Event> without(List<Event> events, Predicate<Event> drop) {
        return events.stream().filter(drop.negate()).toList();
    }

    static List<Event> each(List<Event> events, UnaryOperator<Event> change) {
        return events.stream().map((Function<Event, Event>) change).toList();
    }

    static List<Event> replace(List<Event> events, Event old, Event with) {
        return each(events, e -> e == old ? with : e);
    }

    static List<Event> before(List<Event> events, Event place, Event added) {
        int index = IntStream.range(0, events.size()).filter(i -> events.get(i) == place).sum();
        List<Event> more = new ArrayList<>(events);
        more.add(index, added);
        return more;
    }

    static Event.Row row(Event.Row r, long position, String hash) {
        return new Event.Row(
                r.at(),
                r.reader(),
                r.channel(),
                r.type(),
                position,
                r.id(),
                r.sender(),
                hash,
                r.user());
    }

    static Event.Delivered delivered(
            Event.Delivered d, long position, long prev, String id, String sender, String hash) {
        return new Event.Delivered(
                d.at(),
                d.device(),
                d.session(),
                d.channel(),
                d.type(),
                position,
                prev,
                id,
                sender,
                hash,
                d.user(),
                d.left());
    }

    static Event.Delivered change(Event.Delivered d, String type, boolean left) {
        return new Event.Delivered(
                d.at(),
                d.device(),
                d.session(),
                d.channel(),
                type,
                d.position(),
                d.prev(),
                d.id(),
                d.sender(),
                d.hash(),
                d.user(),
                left);
    }

    static Event.Acknowledged acknowledged(Event.Acknowledged a, long position, boolean again) {
        return new Event.Acknowledged(
                a.at(), a.channel(), a.user(), a.id(), a.attempt(), a.device(), position, again);
    }

    /** The two change places everywhere: in answers, deliveries and rows alike. */
    static List<Event> exchanged(List<Event> events, Event.Acknowledged a, Event.Acknowledged b) {
        Map<String, Event.Acknowledged> other = Map.of(a.id(), b, b.id(), a);
        Map<String, String> hashes = new HashMap<>();
        for (Event e : events) {
            if (e instanceof Event.Invoked i) {
                hashes.put(i.id(), i.hash());
            }
        }
        return each(
                events,
                e -> {
                    if (e instanceof Event.Acknowledged ok && other.containsKey(ok.id())) {
                        return acknowledged(ok, other.get(ok.id()).position(), ok.duplicate());
                    }
                    if (e instanceof Event.Delivered d
                            && d.id() != null
                            && other.containsKey(d.id())) {
                        Event.Acknowledged with = other.get(d.id());
                        return delivered(
                                d,
                                d.position(),
                                d.prev(),
                                with.id(),
                                with.user(),
                                hashes.get(with.id()));
                    }
                    if (e instanceof Event.Row r && r.id() != null && other.containsKey(r.id())) {
                        Event.Acknowledged with = other.get(r.id());
                        return new Event.Row(
                                r.at(),
                                r.reader(),
                                r.channel(),
                                r.type(),
                                r.position(),
                                with.id(),
                                with.user(),
                                hashes.get(with.id()),
                                null);
                    }
                    return e;
                });
    }
}
