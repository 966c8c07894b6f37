package chat.palaver.client.api;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;

/** What a sign-up says; everything but name and password may be null. */
public record NewAccount(
        String username,
        String password,
        String displayName,
        String email,
        LocalDate birthDate,
        String location) {

    public static NewAccount of(String username, String password) {
        return new NewAccount(username, password, null, null, null, null);
    }

    public NewAccount withDisplayName(String name) {
        return new NewAccount(username, password, name, email, birthDate, location);
    }

    ObjectNode toJson() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("username", username).put("password", password);
        Json.putUnlessNull(json, "displayName", displayName);
        Json.putUnlessNull(json, "email", email);
        Json.putUnlessNull(json, "birthDate", birthDate == null ? null : birthDate.toString());
        Json.putUnlessNull(json, "location", location);
        return json;
    }

    @Override
    public String toString() {
        return "NewAccount[" + username + "]";
    }
}
