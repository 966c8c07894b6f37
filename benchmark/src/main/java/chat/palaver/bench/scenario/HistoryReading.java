package chat.palaver.bench.scenario;

import chat.palaver.bench.crew.Crew;
import chat.palaver.bench.crew.Flow;
import chat.palaver.bench.crew.Outcome;
import chat.palaver.bench.report.Charts;
import chat.palaver.bench.report.Distribution;
import chat.palaver.bench.report.Figure;
import chat.palaver.bench.report.Result;
import chat.palaver.bench.target.Meter;
import chat.palaver.client.api.ApiSession;
import chat.palaver.client.api.HistoryMessage;
import chat.palaver.client.api.HistoryPage;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Somebody scrolls back: pages of a long history over HTTP, at a rate, from anywhere in it. First
 * the history is written, and read from end to end, to see that nothing is missing.
 *
 * @param messages of the history
 * @param pagesPerSecond read
 * @param limit messages of a page, 1 to 200
 */
public record HistoryReading(int messages, double pagesPerSecond, int limit) implements Scenario {
    private static final int TEXT_BYTES = 80;
    private static final int MOST_IN_PAGE = 200;
    private static final int MEMBERS = 4;

    /** Below what one person may send. */
    private static final double WRITES_PER_SECOND = 500;

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final int SINK_SECONDS = 60;

    /** What a reading from end to end saw. */
    record Whole(long messages, long low, long high, long disordered) {}

    @Override
    public Result run(Setting setting) throws Exception {
        Group group = Group.of(setting.people().make(MEMBERS), null);
        setting.progress().accept("history: writing " + messages + " messages");
        write(setting, group);
        ApiSession reader = group.member(0).api();
        Whole whole = awaitWhole(reader, group.channel());
        setting.progress().accept("history: " + pagesPerSecond + " pages/s");
        try (Meter meter = new Meter(setting.pids())) {
            long began = System.nanoTime() + TimeUnit.SECONDS.toNanos(setting.warmUp());
            PageReads.Found found =
                    new PageReads(reader, group.channel(), whole.low(), whole.high(), limit)
                            .read(pagesPerSecond, setting.warmUp(), setting.seconds());
            long end = began + TimeUnit.SECONDS.toNanos(setting.seconds());
            var all = found.latencies().all();
            return new Result.Builder("history", "paging reads over HTTP")
                    .setting("messages", messages)
                    .setting("pages/s", pagesPerSecond)
                    .setting("page", limit)
                    .distribution(Distribution.of("page", all))
                    .figure(
                            Figure.of("page p50", all.getValueAtPercentile(50) / 1e6, "ms")
                                    .against(
                                            "CQL page read",
                                            setting.limits().value(Limits.READ_P50)))
                    .figure(
                            Figure.of(
                                    "messages/s",
                                    found.messages()
                                            / (double) (setting.warmUp() + setting.seconds()),
                                    "1/s"))
                    .flaw("lost", messages - whole.messages())
                    .flaw("disordered", whole.disordered())
                    .flaw("failed", found.failures())
                    .processes(
                            meter.between(began, end),
                            (double) all.getTotalCount(),
                            setting.seconds())
                    .chart(Charts.overTime("page", found.latencies()))
                    .build();
        }
    }

    private void write(Setting setting, Group group) throws Exception {
        try (Crew crew = Crew.start(1, MEMBERS)) {
            List<Flow> flows = Seating.of(setting, crew, group, MEMBERS, true);
            crew.measure(Run.now(setting.clock()).plan());
            crew.pace(flows, WRITES_PER_SECOND, messages, TEXT_BYTES).join();
            crew.settle((long) messages * MEMBERS, messages, PATIENCE);
            Outcome outcome = crew.collect(0);
            if (outcome.counts().answered() < messages) {
                throw new IllegalStateException(
                        "only %d of %d messages were taken: %s"
                                .formatted(
                                        outcome.counts().answered(),
                                        messages,
                                        outcome.counts().errors()));
            }
        }
    }

    /** The sink may have some way to go. */
    private Whole awaitWhole(ApiSession reader, String channel) throws InterruptedException {
        Whole whole = readAll(reader, channel);
        for (int i = 0; i < SINK_SECONDS && whole.messages() < messages; i++) {
            TimeUnit.SECONDS.sleep(1);
            whole = readAll(reader, channel);
        }
        return whole;
    }

    private static Whole readAll(ApiSession reader, String channel) {
        long count = 0;
        long disordered = 0;
        long high = 0;
        long before = Long.MAX_VALUE;
        HistoryPage page = reader.latest(channel, MOST_IN_PAGE);
        while (true) {
            for (HistoryMessage message : page.messages()) {
                disordered += message.position() < before ? 0 : 1;
                before = message.position();
                high = Math.max(high, before);
                count++;
            }
            if (!page.more()) {
                return new Whole(count, before, high, disordered);
            }
            page = reader.before(channel, before, MOST_IN_PAGE);
        }
    }
}
