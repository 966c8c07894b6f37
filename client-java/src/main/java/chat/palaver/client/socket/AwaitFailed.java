package chat.palaver.client.socket;

/** A frame somebody waited for did not come. */
public final class AwaitFailed extends AssertionError {
    private static final long serialVersionUID = 1;

    AwaitFailed(String message) {
        super(message);
    }
}
