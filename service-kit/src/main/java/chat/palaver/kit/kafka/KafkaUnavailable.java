package chat.palaver.kit.kafka;

/** Kafka did not answer, or not well enough, within the time a service waits for it at start. */
public final class KafkaUnavailable extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    KafkaUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
