package chat.palaver.schemas.fold;

import chat.palaver.schemas.proto.MemberRole;
import java.util.Locale;
import java.util.Optional;

/** What a member may do, weakest first. */
public enum Role {
    MEMBER(MemberRole.MEMBER_ROLE_MEMBER),
    ADMIN(MemberRole.MEMBER_ROLE_ADMIN),
    OWNER(MemberRole.MEMBER_ROLE_OWNER);

    private final MemberRole proto;

    Role(MemberRole proto) {
        this.proto = proto;
    }

    /** As it stands in a record. */
    public MemberRole toProto() {
        return proto;
    }

    /** As clients and tables spell it: {@code owner}, {@code admin}, {@code member}. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #wireName()}; empty for anything else. */
    public static Optional<Role> parse(String wireName) {
        for (Role role : values()) {
            if (role.wireName().equals(wireName)) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }

    /** Reads a record's role; empty for one this version does not know. */
    public static Optional<Role> of(MemberRole proto) {
        for (Role role : values()) {
            if (role.proto == proto) {
                return Optional.of(role);
            }
        }
        return Optional.empty();
    }
}
