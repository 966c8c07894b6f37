package chat.palaver.bench.worker;

import chat.palaver.bench.measure.Schedule;
import java.util.List;

/** The messages an open loop sends, in the order in which they are due. */
interface Agenda {
    /** How many. */
    int size();

    /** Of the message with an index, among those of all workers. */
    int sequence(int index);

    /**
     * When it is due, in microseconds from the epoch of the run; never less than the one before.
     */
    long dueMicros(int index);

    /** By whom it is sent. */
    Client sender(int index);

    /** Its frame. */
    byte[] frame(int index, String id);

    /** A steady rate, by several lanes in turn. */
    static Agenda steady(Schedule schedule, List<Client> senders, List<SendText> texts) {
        return new Agenda() {
            @Override
            public int size() {
                return schedule.own();
            }

            @Override
            public int sequence(int index) {
                return schedule.sequence(index);
            }

            @Override
            public long dueMicros(int index) {
                return schedule.dueMicros(sequence(index));
            }

            @Override
            public Client sender(int index) {
                return senders.get(index % senders.size());
            }

            @Override
            public byte[] frame(int index, String id) {
                return texts.get(index % texts.size()).withId(id);
            }
        };
    }

    /** Given lines. */
    static Agenda lines(List<Order.Line> lines, List<Client> senders, List<Lane> lanes) {
        return new Agenda() {
            @Override
            public int size() {
                return lines.size();
            }

            @Override
            public int sequence(int index) {
                return lines.get(index).sequence();
            }

            @Override
            public long dueMicros(int index) {
                return lines.get(index).dueMicros();
            }

            @Override
            public Client sender(int index) {
                return senders.get(lines.get(index).lane());
            }

            @Override
            public byte[] frame(int index, String id) {
                Order.Line line = lines.get(index);
                return new SendText(lanes.get(line.lane()).channel(), line.text()).withId(id);
            }
        };
    }
}
