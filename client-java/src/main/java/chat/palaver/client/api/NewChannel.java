package chat.palaver.client.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A group to be made.
 *
 * @param members user ids; the caller becomes the owner without being named
 * @param log {@code shared} or {@code own}, or null for the server's choice
 * @param retention an ISO 8601 duration or {@code forever}, for a channel with its own log; or null
 */
public record NewChannel(String title, List<String> members, String log, String retention) {
    public NewChannel {
        members = List.copyOf(members);
    }

    public static NewChannel of(String title, List<String> members) {
        return new NewChannel(title, members, null, null);
    }

    public NewChannel withLog(String kind) {
        return new NewChannel(title, members, kind, retention);
    }

    public NewChannel withRetention(String duration) {
        return new NewChannel(title, members, log, duration);
    }

    ObjectNode toJson() {
        ObjectNode json = Json.object().put("title", title);
        members.forEach(json.putArray("members")::add);
        Json.putUnlessNull(json, "log", log);
        Json.putUnlessNull(json, "retention", retention);
        return json;
    }
}
