package chat.palaver.bench.worker;

import chat.palaver.bench.measure.Stamp;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Sends by every lane as fast as is answered: a closed loop, which shows how much goes through, not
 * how long it takes. Belongs to the loop's thread.
 */
final class Flood {
    private final RunPlan plan;
    private final Order.Flood order;
    private final List<Flow> flows = new ArrayList<>();
    private int sent;

    Flood(RunPlan plan, Order.Flood order, Crowd crowd) {
        this.plan = plan;
        this.order = order;
        String text = SendText.filler(order.textBytes());
        for (Lane lane : order.lanes()) {
            flows.add(new Flow(crowd.client(lane.seat()), new SendText(lane.channel(), text)));
        }
    }

    /** One lane. */
    private final class Flow {
        private final Client client;
        private final SendText text;

        Flow(Client client, SendText text) {
            this.client = client;
            this.text = text;
            client.whenAnswered(this::next);
        }

        private void next() {
            long micros = TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - plan.epochNanos());
            if (micros < order.untilMicros()) {
                int sequence = sent * order.shares() + order.share();
                sent++;
                client.send(
                        text.withId(
                                new Stamp(plan.run(), sequence, Math.max(0, micros))
                                        .id(plan.epochMillis())));
            }
        }
    }

    /** Sends the first of each lane; the rest follow the answers. */
    void begin() {
        for (Flow flow : flows) {
            for (int i = 0; i < order.window(); i++) {
                flow.next();
            }
        }
    }

    /** No answer means anything any more; how many were sent. */
    int end() {
        flows.forEach(flow -> flow.client.whenAnswered(() -> {}));
        return sent;
    }
}
