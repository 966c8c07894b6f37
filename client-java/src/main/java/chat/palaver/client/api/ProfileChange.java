package chat.palaver.client.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Which fields of the own profile to change; the others stay. */
public record ProfileChange(ObjectNode json) {
    public static ProfileChange none() {
        return new ProfileChange(Json.object());
    }

    public ProfileChange displayName(String value) {
        return with("displayName", value);
    }

    public ProfileChange email(String value) {
        return with("email", value);
    }

    public ProfileChange birthDate(String value) {
        return with("birthDate", value);
    }

    public ProfileChange location(String value) {
        return with("location", value);
    }

    /** Any field of the server's profile, by name. */
    public ProfileChange with(String field, JsonNode value) {
        ObjectNode changed = json.deepCopy();
        changed.set(field, value);
        return new ProfileChange(changed);
    }

    private ProfileChange with(String field, String value) {
        return with(field, json.textNode(value));
    }
}
