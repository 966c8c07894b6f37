package chat.palaver.check.nemesis;

/** Inflicts faults one after another while the workload runs. */
public interface Nemesis {
    /** Returns when the last fault has healed and the workload has settled. */
    void run(Stage stage) throws Exception;
}
