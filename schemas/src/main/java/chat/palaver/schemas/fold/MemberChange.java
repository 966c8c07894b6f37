package chat.palaver.schemas.fold;

/**
 * What a kept record did to one user's membership.
 *
 * @param user user id
 * @param before null if he was no member
 * @param after null if he is none now
 * @param reason why, as clients are told
 */
public record MemberChange(String user, Role before, Role after, String reason) {
    /** Whether the user came in by this record. */
    public boolean joins() {
        return before == null && after != null;
    }

    /** Whether the user went out by this record. */
    public boolean leaves() {
        return before != null && after == null;
    }
}
