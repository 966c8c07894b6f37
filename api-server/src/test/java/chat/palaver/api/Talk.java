package chat.palaver.api;

import chat.palaver.ingest.Commands;
import chat.palaver.schemas.proto.ChannelRecord;
import chat.palaver.testkit.contract.HttpContract;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;

/**
 * People who call a {@link RunningApi}, held against the published contract, and who say something
 * past any edge. A channel is named by its path.
 */
final class Talk {
    private static final HttpContract CONTRACT = new HttpContract();

    private final HttpClient http = HttpClient.newHttpClient();
    private final RunningApi api;

    record Answer(int status, JsonNode json) {
        String code() {
            return json.path("code").asText();
        }
    }

    record Person(String id, String token) {}

    Talk(RunningApi api) {
        this.api = api;
    }

    /** The id in a channel's path. */
    static String id(String channel) {
        return channel.substring("/v1/channels/".length());
    }

    /** Says something where the tables say the log goes on, and waits for them to have it. */
    void say(String channel, Person sender, String text) {
        String id = id(channel);
        String messageId = UUID.randomUUID().toString();
        ChannelRecord said = Commands.message(id, sender.id(), messageId, text, 0);
        long epoch = api.sink().place(id).epoch();
        api.sink().await(id, api.log().append(Commands.at(epoch, said)).join());
    }

    String group(Person owner, Person... others) throws Exception {
        List<String> ids = Arrays.stream(others).map(o -> "\"" + o.id() + "\"").toList();
        String body = "{\"title\":\"T\",\"members\":" + ids + "}";
        return path(call("POST", "/v1/channels", owner, body));
    }

    static String path(Answer created) {
        return "/v1/channels/" + created.json().path("channelId").asText();
    }

    List<String> texts(String path, Person reader) throws Exception {
        return call("GET", path, reader, null).json().path("messages").findValuesAsText("text");
    }

    Person person() throws Exception {
        String name = "p" + UUID.randomUUID().toString().substring(0, 18);
        String account = "{\"username\":\"%s\",\"password\":\"long enough\"}".formatted(name);
        call("POST", "/v1/accounts", null, account);
        String login =
                "{\"username\":\"%s\",\"password\":\"long enough\","
                        + "\"device\":{\"name\":\"x\",\"platform\":\"bot\"}}";
        JsonNode session = call("POST", "/v1/sessions", null, login.formatted(name)).json();
        return new Person(session.path("userId").asText(), session.path("accessToken").asText());
    }

    Answer call(String method, String path, Person caller, String body) throws Exception {
        return call(method, path, caller, body, null);
    }

    Answer call(String method, String path, Person caller, String body, String key)
            throws Exception {
        HttpRequest.BodyPublisher content =
                body == null
                        ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofString(body);
        URI uri = URI.create("http://127.0.0.1:" + api.port() + path);
        HttpRequest.Builder request = HttpRequest.newBuilder(uri).method(method, content);
        if (caller != null) {
            request.header("Authorization", "Bearer " + caller.token());
        }
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        HttpResponse<String> response =
                CONTRACT.check(http.send(request.build(), HttpResponse.BodyHandlers.ofString()));
        JsonNode json = JsonMapper.builder().build().readTree(response.body());
        return new Answer(response.statusCode(), json);
    }
}
