package chat.palaver.bench.scenario;

import chat.palaver.bench.report.Result;

/** One kind of load and what is found under it. */
public interface Scenario {
    /**
     * Makes its people and channels, warms up, measures, and leaves nothing connected.
     *
     * @throws Exception if it cannot be carried out; what is slow or lost is part of the result
     */
    Result run(Setting setting) throws Exception;
}
