package chat.palaver.bench.worker;

import chat.palaver.bench.measure.Latencies;
import chat.palaver.bench.wire.SocketLoop;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** Carries out orders, one after the other. */
final class Worker implements AutoCloseable {
    private static final long LOOK_MILLIS = 5;

    private final SocketLoop loop;
    private final Crowd crowd;
    private Latencies lag = new Latencies();

    Worker() {
        // The first tick may come before the crowd is there.
        Crowd[] made = new Crowd[1];
        loop =
                new SocketLoop(
                        "sockets",
                        () -> {
                            if (made[0] != null) {
                                made[0].tick();
                            }
                        });
        crowd = new Crowd(loop);
        loop.execute(() -> made[0] = crowd);
    }

    Reply carryOut(Order order) {
        if (order instanceof Order.Open open) {
            loop.execute(() -> crowd.enter(open.seats(), open.atOnce()));
            return entered(open.withinMillis());
        }
        if (order instanceof Order.Reopen reopen) {
            loop.execute(() -> crowd.enterAgain(reopen.tokens(), reopen.atOnce()));
            return entered(reopen.withinMillis());
        }
        if (order instanceof Order.Measure measure) {
            lag = new Latencies();
            loop.execute(() -> crowd.measure(measure.plan()));
            return new Reply.Done();
        }
        if (order instanceof Order.Pace pace) {
            return pace(pace);
        }
        if (order instanceof Order.Play play) {
            List<Client> senders = clients(play.lanes());
            return new Reply.Sent(pacer().send(Agenda.lines(play.lines(), senders, play.lanes())));
        }
        if (order instanceof Order.Flood flood) {
            return flood(flood);
        }
        if (order instanceof Order.Drop) {
            loop.execute(crowd::drop);
            return new Reply.Done();
        }
        if (order instanceof Order.Count) {
            return new Reply.Counted(loop.ask(() -> crowd.tally().counts(crowd.open())));
        }
        return loop.ask(() -> crowd.tally().collected(crowd.open(), lag));
    }

    private Reply entered(long withinMillis) {
        await(() -> loop.ask(crowd::isComplete), withinMillis);
        return loop.ask(crowd::entered);
    }

    private Reply pace(Order.Pace pace) {
        String text = SendText.filler(pace.textBytes());
        List<SendText> texts =
                pace.lanes().stream().map(lane -> new SendText(lane.channel(), text)).toList();
        return new Reply.Sent(
                pacer().send(Agenda.steady(pace.schedule(), clients(pace.lanes()), texts)));
    }

    private Pacer pacer() {
        return new Pacer(loop.ask(() -> crowd.tally().plan()), lag);
    }

    private List<Client> clients(List<Lane> lanes) {
        return loop.ask(() -> lanes.stream().map(lane -> crowd.client(lane.seat())).toList());
    }

    private Reply flood(Order.Flood order) {
        RunPlan plan = loop.ask(() -> crowd.tally().plan());
        sleepUntil(plan.epochNanos());
        Flood flood =
                loop.ask(
                        () -> {
                            Flood begun = new Flood(plan, order, crowd);
                            begun.begin();
                            return begun;
                        });
        sleepUntil(plan.epochNanos() + TimeUnit.MICROSECONDS.toNanos(order.untilMicros()));
        return new Reply.Sent(loop.ask(flood::end));
    }

    private static void sleepUntil(long nanoTime) {
        await(() -> System.nanoTime() - nanoTime >= 0, Long.MAX_VALUE / 1_000_000);
    }

    private static void await(BooleanSupplier condition, long millis) {
        long began = System.nanoTime();
        while (!condition.getAsBoolean()
                && System.nanoTime() - began < TimeUnit.MILLISECONDS.toNanos(millis)) {
            try {
                TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }

    @Override
    public void close() {
        loop.close();
    }
}
