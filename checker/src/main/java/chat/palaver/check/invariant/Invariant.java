package chat.palaver.check.invariant;

/** What must hold of every history. */
public enum Invariant {
    I1("every send answered `sent` is in the final history, at that position"),
    I2("nothing is delivered or stored that was never sent, or whose send was refused"),
    I3("a send has one position, whatever was retried and through whichever edge"),
    I4("a position means the same record to every reader and to the history"),
    I5("per device, positions rise, nothing is missing in between, nothing comes twice"),
    I6("what was sent after an answer stands after what was answered"),
    I7("members are heard and told; after a fault heals, what is undelivered falls to none"),
    I8("nobody sees a record from outside their membership"),
    I9("read positions only rise; presence comes to equal the truth within its window");

    private final String words;

    Invariant(String words) {
        this.words = words;
    }

    public String words() {
        return words;
    }
}
