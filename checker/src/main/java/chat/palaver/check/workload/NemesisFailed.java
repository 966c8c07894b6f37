package chat.palaver.check.workload;

/** A fault could not be inflicted or did not heal; the run was ended properly all the same. */
public final class NemesisFailed extends Exception {
    private static final long serialVersionUID = 1;

    NemesisFailed(Throwable cause) {
        super(cause.getMessage(), cause);
    }
}
