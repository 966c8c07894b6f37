package chat.palaver.sink;

/**
 * A record that no reader can make sense of, and why; it is kept aside, never skipped in silence.
 *
 * @param reason in words, for the operator
 */
record DeadLetter(LogRecord record, String reason) {}
