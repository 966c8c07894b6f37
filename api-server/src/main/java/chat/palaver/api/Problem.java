package chat.palaver.api;

/** An answer that is not a success, as {@code application/problem+json} tells it. */
final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final ProblemCode code;
    private final String field;
    private final long retryAfterSeconds;

    private Problem(ProblemCode code, String field, String detail, long retryAfter) {
        super(detail, null, false, false);
        this.code = code;
        this.field = field;
        this.retryAfterSeconds = retryAfter;
    }

    static Problem of(ProblemCode code, String detail) {
        return new Problem(code, null, detail, 0);
    }

    static Problem invalid(String field, String detail) {
        return new Problem(ProblemCode.INVALID, field, detail, 0);
    }

    static Problem unauthorized(String detail) {
        return of(ProblemCode.UNAUTHORIZED, detail);
    }

    static Problem notFound() {
        return of(ProblemCode.NOT_FOUND, "there is no such thing");
    }

    static Problem notAMember() {
        return of(ProblemCode.NOT_A_MEMBER, "you are no member of this channel");
    }

    static Problem notAllowed() {
        return of(ProblemCode.NOT_ALLOWED, "your role in this channel does not allow it");
    }

    static Problem unavailable(String detail) {
        return new Problem(ProblemCode.UNAVAILABLE, null, detail, 1);
    }

    static Problem rateLimited(long millis) {
        return new Problem(
                ProblemCode.RATE_LIMITED, null, "too many of these", Math.max(1, millis / 1000));
    }

    ProblemCode code() {
        return code;
    }

    /** Null unless one field is to blame. */
    String field() {
        return field;
    }

    /** 0 for none. */
    long retryAfterSeconds() {
        return retryAfterSeconds;
    }
}
