package chat.palaver.schemas.fold;

/**
 * One user's present membership.
 *
 * @param role what he may do
 * @param joined position of the record by which he joined (not of a later change of role)
 */
public record Membership(Role role, long joined) {}
