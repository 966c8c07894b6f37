package chat.palaver.demo.check;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * Keeps count of what was to be said and of what came, and finds whatever does not agree: a line
 * that is missing, came twice, out of order, altered, under another name or at another position.
 *
 * <p>A channel has readers: its members, and the history, which is a reader like any other. Each
 * must get every line of the channel once, in the order in which they were said. Positions must
 * rise, and all readers and the sender's answer must name the same one for a line.
 *
 * <p>Bounded: beside the script one bit a line and reader, and so many findings in words. Knows no
 * clock and no network. Thread-safe.
 */
public final class Ledger {
    private static final int MOST_EXAMPLES = 20;
    private static final int MOST_NUMBERS = 10;

    private final List<Room> rooms = new ArrayList<>();
    private final List<Line> lines = new ArrayList<>();
    private final Map<String, Integer> lineOfId = new HashMap<>();
    private final List<String> examples = new ArrayList<>();
    private long findings;
    private long due;
    private long arrived;
    private int answered;
    private int failed;

    private static final class Line {
        final int room;
        final int number;
        final String label;
        final String sender;
        final String text;
        long position;
        boolean answered;

        Line(int room, int number, String label, String sender, String text) {
            this.room = room;
            this.number = number;
            this.label = label;
            this.sender = sender;
            this.text = text;
        }
    }

    private static final class Reader {
        final String name;
        final boolean live;
        final BitSet seen = new BitSet();
        int lastNumber = -1;
        long lastPosition;

        Reader(String name, boolean live) {
            this.name = name;
            this.live = live;
        }
    }

    private static final class Room {
        final String name;
        final List<Reader> readers = new ArrayList<>();
        final List<Integer> lines = new ArrayList<>();

        Room(String name) {
            this.name = name;
        }
    }

    /** A message as a reader got it. */
    public record Copy(String id, long position, String sender, String text) {
        /** Without the text, so that it cannot slip into a log. */
        @Override
        public String toString() {
            return "Copy[" + id + " " + position + "]";
        }
    }

    /**
     * How things stand.
     *
     * @param lines that are to be sent or have been, direct messages among them
     * @param answered of them
     * @param failed of them, so that nobody knows whether they arrive
     * @param due deliveries to members
     * @param arrived of them, each counted once
     * @param findings what did not agree so far, missing lines aside
     */
    public record Standing(
            int lines, int answered, int failed, long due, long arrived, long findings) {
        /** Whether every member has everything, and every sender an answer. */
        public boolean isComplete() {
            return answered == lines && arrived == due;
        }

        /** Whether nothing more is to be expected. */
        public boolean isSettled() {
            return answered + failed == lines && arrived == due;
        }
    }

    /**
     * The result of it all.
     *
     * @param findings how many
     * @param examples the first of them, in words
     */
    public record Verdict(long findings, List<String> examples) {
        public boolean isGood() {
            return findings == 0;
        }
    }

    /** A new channel without readers; returns its number. */
    public synchronized int room(String name) {
        rooms.add(new Room(name));
        return rooms.size() - 1;
    }

    /** A new reader of a channel that gets messages as they come; returns its number in there. */
    public synchronized int member(int room, String name) {
        return reader(room, new Reader(name, true));
    }

    /** A new reader of a channel that looks when all is over; returns its number in there. */
    public synchronized int history(int room) {
        return reader(room, new Reader("the history", false));
    }

    private int reader(int room, Reader reader) {
        List<Reader> readers = rooms.get(room).readers;
        readers.add(reader);
        return readers.size() - 1;
    }

    /**
     * A line is about to be sent, after all those of its channel noted before. All readers of the
     * channel must be known by now.
     *
     * @param label how a finding names the line
     * @return the line's number
     */
    public synchronized int sending(int room, String label, String id, String sender, String text) {
        Room in = rooms.get(room);
        int line = lines.size();
        lines.add(new Line(room, in.lines.size(), label, sender, text));
        in.lines.add(line);
        lineOfId.put(id, line);
        due += in.readers.stream().filter(reader -> reader.live).count();
        return line;
    }

    /** The sender was told where the line stands. */
    public synchronized void answered(int line, long position) {
        Line said = lines.get(line);
        if (said.answered) {
            return;
        }
        said.answered = true;
        answered++;
        comparePosition(said, position, "the answer to its sender");
    }

    /** The sender was told that it did not work, or nothing at all. */
    public synchronized void failed(int line, String why) {
        failed++;
        Line said = lines.get(line);
        find(said.label + " was not sent: " + why);
    }

    /**
     * A reader got a message.
     *
     * @return the line it is, when it is one and came to this reader for the first time
     */
    public synchronized OptionalInt arrived(int room, int reader, Copy copy) {
        Reader at = rooms.get(room).readers.get(reader);
        Integer line = lineOfId.get(copy.id());
        if (line == null || lines.get(line).room != room) {
            find("a message that nobody sent " + place(room, at));
            return OptionalInt.empty();
        }
        Line said = lines.get(line);
        String place = said.label + " " + place(room, at);
        compare(said, copy, place);
        if (at.seen.get(said.number)) {
            find(place + " came twice");
            return OptionalInt.empty();
        }
        if (said.number < at.lastNumber || copy.position() <= at.lastPosition) {
            find(place + " came out of order");
        }
        at.seen.set(said.number);
        at.lastNumber = Math.max(at.lastNumber, said.number);
        at.lastPosition = Math.max(at.lastPosition, copy.position());
        arrived += at.live ? 1 : 0;
        return OptionalInt.of(line);
    }

    private void compare(Line said, Copy copy, String place) {
        if (!said.text.equals(copy.text())) {
            find(place + " came with another text");
        }
        if (!said.sender.equals(copy.sender())) {
            find(place + " came under another name");
        }
        comparePosition(said, copy.position(), place);
    }

    /** Who names the position first is believed; everybody after must agree. */
    private void comparePosition(Line said, long position, String place) {
        if (position <= 0) {
            find(place + " has no position");
        } else if (said.position == 0) {
            said.position = position;
        } else if (said.position != position) {
            find(place + " stands at " + position + ", elsewhere at " + said.position);
        }
    }

    private String place(int room, Reader reader) {
        return (reader.live ? "at " + reader.name : "in " + reader.name)
                + " of "
                + rooms.get(room).name;
    }

    private void find(String finding) {
        findings++;
        if (examples.size() < MOST_EXAMPLES) {
            examples.add(finding);
        }
    }

    public synchronized Standing standing() {
        return new Standing(lines.size(), answered, failed, due, arrived, findings);
    }

    /** How many lines of a channel were sent or tried to be. */
    public synchronized int size(int room) {
        return rooms.get(room).lines.size();
    }

    /** Everything that did not agree, and now what is missing too. May be asked more than once. */
    public synchronized Verdict verdict() {
        long count = findings;
        List<String> words = new ArrayList<>(examples);
        for (int number = 0; number < rooms.size(); number++) {
            Room room = rooms.get(number);
            for (Reader reader : room.readers) {
                int missing = room.lines.size() - reader.seen.cardinality();
                count += missing;
                if (missing > 0 && words.size() < 2 * MOST_EXAMPLES) {
                    words.add(
                            "missing "
                                    + place(number, reader)
                                    + ": "
                                    + missingLabels(room, reader, missing));
                }
            }
        }
        for (Line line : lines) {
            count += line.answered ? 0 : 1;
        }
        int unanswered = lines.size() - answered;
        if (unanswered > 0) {
            words.add("never answered: " + unanswered + " of " + lines.size() + " sends");
        }
        return new Verdict(count, words);
    }

    private String missingLabels(Room room, Reader reader, int missing) {
        StringBuilder labels = new StringBuilder();
        int named = 0;
        for (int n = reader.seen.nextClearBit(0);
                n < room.lines.size() && named < MOST_NUMBERS;
                n = reader.seen.nextClearBit(n + 1)) {
            labels.append(named == 0 ? "" : ", ").append(lines.get(room.lines.get(n)).label);
            named++;
        }
        return missing > named ? labels + " and " + (missing - named) + " more" : labels.toString();
    }
}
