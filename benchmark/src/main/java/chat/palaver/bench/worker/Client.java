package chat.palaver.bench.worker;

import chat.palaver.bench.measure.Stamp;
import chat.palaver.bench.wire.FrameFields;
import chat.palaver.bench.wire.FrameFields.Field;
import chat.palaver.bench.wire.Socket;
import chat.palaver.bench.wire.SocketHandler;
import java.nio.charset.StandardCharsets;

/** One seat of the crowd: a session, what it has seen and what it is told to do. */
final class Client implements SocketHandler {
    private static final byte[] MESSAGE = ascii("message");
    private static final byte[] SENT = ascii("sent");
    private static final byte[] CAUGHT_UP = ascii("caughtUp");
    private static final byte[] WELCOME = ascii("welcome");
    private static final byte[] ERROR = ascii("error");
    private static final byte[] CHANNEL = ascii("channel");
    private static final byte[] ECHOED = ascii("send");
    private static final byte[] PING = ascii("{\"type\":\"ping\"}");

    private final Crowd crowd;
    private final SeatPlan plan;
    private final long awaited;
    private final Chains chains = new Chains();
    private String token;
    private volatile Socket socket;
    private boolean seated;
    private boolean dropped;
    private Runnable whenAnswered = () -> {};

    Client(Crowd crowd, SeatPlan plan) {
        this.crowd = crowd;
        this.plan = plan;
        token = plan.token();
        awaited = plan.awaited() == null ? 0 : FrameFields.hash(plan.awaited());
    }

    SeatPlan plan() {
        return plan;
    }

    /** What to do for every answer to a send of the run. */
    void whenAnswered(Runnable action) {
        whenAnswered = action;
    }

    @Override
    public void opened(Socket opened) {
        socket = opened;
        if (plan.token() == null) {
            seated();
            return;
        }
        opened.send(
                ascii(
                        "{\"type\":\"hello\",\"token\":\"%s\",\"resume\":%s}"
                                .formatted(token, chains.resume())));
    }

    /** Sends a frame; it is lost if the connection is. From any thread. */
    void send(byte[] frame) {
        Socket to = socket;
        if (to != null) {
            to.send(frame);
        }
    }

    void ping() {
        if (plan.token() != null && isOpen()) {
            send(PING);
        }
    }

    boolean isOpen() {
        Socket is = socket;
        return is != null && is.isOpen();
    }

    /** Cuts the connection. */
    void drop() {
        dropped = true;
        seated = false;
        if (socket != null) {
            socket.abort();
        }
    }

    /** What is lost from now on is lost against its will. */
    void toBeReopened(String freshToken) {
        token = freshToken;
        dropped = false;
    }

    @Override
    public void text(byte[] bytes, int from, int to) {
        FrameFields fields = crowd.fields();
        fields.read(bytes, from, to);
        Tally tally = crowd.tally();
        if (fields.is(Field.TYPE, MESSAGE)) {
            long now = System.nanoTime();
            step(fields, tally);
            delivered(bytes, fields, tally, now);
        } else if (fields.is(Field.TYPE, SENT)) {
            if (tally.answered(stamp(bytes, fields), System.nanoTime())) {
                whenAnswered.run();
            }
        } else if (fields.is(Field.TYPE, ECHOED)) {
            delivered(bytes, fields, tally, System.nanoTime());
        } else if (fields.is(Field.TYPE, CAUGHT_UP)) {
            caughtUp(fields);
        } else if (fields.is(Field.TYPE, WELCOME)) {
            if (plan.awaited() == null) {
                seated();
            }
        } else if (fields.is(Field.TYPE, ERROR)) {
            refused(bytes, fields, tally);
        } else if (!fields.is(Field.TYPE, CHANNEL) && fields.has(Field.PREV)) {
            step(fields, tally);
        }
    }

    private void delivered(byte[] bytes, FrameFields fields, Tally tally, long now) {
        if (plan.listening()) {
            tally.delivered(stamp(bytes, fields), now);
        }
    }

    private static Stamp stamp(byte[] bytes, FrameFields fields) {
        return fields.has(Field.ID)
                ? Stamp.read(bytes, fields.start(Field.ID), fields.length(Field.ID))
                : null;
    }

    private void step(FrameFields fields, Tally tally) {
        long channel = fields.hash(Field.CHANNEL);
        switch (chains.record(channel, fields.number(Field.POSITION), fields.number(Field.PREV))) {
            case NEXT -> {
                // As it should be.
            }
            case DOUBLED -> tally.doubled();
            case DISORDERED -> tally.disordered();
            case GAP -> tally.gap();
        }
    }

    private void refused(byte[] bytes, FrameFields fields, Tally tally) {
        Stamp stamp = stamp(bytes, fields);
        tally.refused(stamp, fields.text(Field.CODE));
        if (stamp != null) {
            crowd.later(whenAnswered);
        }
    }

    private void caughtUp(FrameFields fields) {
        long channel = fields.hash(Field.CHANNEL);
        String name = chains.knows(channel) ? "" : fields.text(Field.CHANNEL);
        chains.caughtUp(channel, name, fields.number(Field.POSITION));
        if (channel == awaited) {
            seated();
        }
    }

    private void seated() {
        if (!seated) {
            seated = true;
            crowd.seated(this);
        }
    }

    @Override
    public void closed(int code, String reason) {
        socket = null;
        if (dropped) {
            return;
        }
        if (seated) {
            seated = false;
            crowd.lost(code, reason);
        } else {
            crowd.turnedAway(this, code + " " + reason);
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
