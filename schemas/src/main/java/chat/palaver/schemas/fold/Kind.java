package chat.palaver.schemas.fold;

import chat.palaver.schemas.proto.ChannelKind;
import java.util.Locale;
import java.util.Optional;

/** The two kinds of channels. */
public enum Kind {
    /** Exactly two users, for ever. */
    DIRECT(ChannelKind.CHANNEL_KIND_DIRECT),
    GROUP(ChannelKind.CHANNEL_KIND_GROUP);

    private final ChannelKind proto;

    Kind(ChannelKind proto) {
        this.proto = proto;
    }

    public ChannelKind toProto() {
        return proto;
    }

    /** As clients and tables spell it. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Reads {@link #wireName()}; empty for anything else. */
    public static Optional<Kind> parse(String wireName) {
        for (Kind kind : values()) {
            if (kind.wireName().equals(wireName)) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }

    static Optional<Kind> of(ChannelKind proto) {
        for (Kind kind : values()) {
            if (kind.proto == proto) {
                return Optional.of(kind);
            }
        }
        return Optional.empty();
    }
}
