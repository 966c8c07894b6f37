package chat.palaver.kit.kafka;

import java.util.List;

/** A topic in the cluster contradicts the catalogue: the service must not start on it. */
public final class TopicMismatch extends IllegalStateException {
    private static final long serialVersionUID = 1L;

    TopicMismatch(List<String> contradictions) {
        super("topics contradict the configuration:\n  " + String.join("\n  ", contradictions));
    }
}
