package chat.palaver.client.api;

import chat.palaver.client.api.HttpCalls.Answer;
import chat.palaver.client.api.HttpCalls.Call;
import chat.palaver.client.socket.Positions;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

/**
 * The API server as one logged-in device sees it.
 *
 * <p>The access token is renewed before it runs out, and once more when the server refuses it. A
 * call that may be repeated is repeated a few times when the server says {@code unavailable}. All
 * else is an {@link ApiException}. Blocking and thread-safe.
 */
public final class ApiSession {
    /** Attempts at a call that is answered {@code unavailable}. */
    private static final int ATTEMPTS = 4;

    private static final long FIRST_PAUSE_MILLIS = 200;

    private final HttpCalls calls;
    private final TokenKeeper tokens;

    ApiSession(HttpCalls calls, TokenKeeper tokens) {
        this.calls = calls;
        this.tokens = tokens;
    }

    public String userId() {
        return tokens.current().userId();
    }

    public String deviceId() {
        return tokens.current().deviceId();
    }

    /** The tokens as they are now. */
    public Tokens tokens() {
        return tokens.current();
    }

    /** An access token that is good for a while yet. */
    public String accessToken() {
        return tokens.accessToken();
    }

    /** An access token other than this one, which an edge refused. */
    public String replaceToken(String refused) {
        return tokens.replace(refused);
    }

    /** Logs this device out: its tokens are void, its connections are closed. */
    public void logOut() {
        perform(Call.of("DELETE", "/v1/sessions/current"));
    }

    public List<Device> devices() {
        return Json.list(perform(Call.of("GET", "/v1/devices")), "devices", Device::from);
    }

    public void removeDevice(String deviceId) {
        perform(Call.of("DELETE", "/v1/devices/" + HttpCalls.segment(deviceId)));
    }

    /** Registers a device for push; the fields after {@code kind} are the kind's own. */
    public void registerPush(String deviceId, ObjectNode registration) {
        perform(Call.of("PUT", pushOf(deviceId), registration));
    }

    public void removePush(String deviceId) {
        perform(Call.of("DELETE", pushOf(deviceId)));
    }

    private static String pushOf(String deviceId) {
        return "/v1/devices/" + HttpCalls.segment(deviceId) + "/push";
    }

    public Profile me() {
        return Profile.from(perform(Call.of("GET", "/v1/me")));
    }

    public Profile updateMe(ProfileChange change) {
        return Profile.from(perform(Call.of("PATCH", "/v1/me", change.json())));
    }

    public Profile user(String userId) {
        return Profile.from(perform(Call.of("GET", "/v1/users/" + HttpCalls.segment(userId))));
    }

    /** The user of this name, if there is one. */
    public Optional<Profile> userNamed(String username) {
        try {
            String query = HttpCalls.query(Map.of("username", username));
            return Optional.of(Profile.from(perform(Call.of("GET", "/v1/users" + query))));
        } catch (ApiException e) {
            if (e.status() == 404) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Makes a group; repeated attempts of one call make one group. */
    public Channel create(NewChannel channel) {
        return create(channel, UUID.randomUUID().toString());
    }

    /** As the other, with a key of the caller's own. */
    public Channel create(NewChannel channel, String idempotencyKey) {
        return Channel.from(
                perform(
                        Call.of("POST", "/v1/channels", channel.toJson())
                                .withIdempotencyKey(idempotencyKey)));
    }

    /** The direct channel with another user, always the same one. */
    public Channel direct(String userId) {
        return Channel.from(perform(Call.of("PUT", "/v1/direct/" + HttpCalls.segment(userId))));
    }

    /** The first page of the caller's channels. */
    public ChannelPage channels() {
        return channels(null, null);
    }

    /** A page of the caller's channels; both parameters may be null. */
    public ChannelPage channels(String cursor, Integer limit) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("cursor", cursor);
        parameters.put("limit", limit);
        return ChannelPage.from(
                perform(Call.of("GET", "/v1/channels" + HttpCalls.query(parameters))));
    }

    public Channel channel(String channelId) {
        return Channel.from(perform(Call.of("GET", pathOf(channelId))));
    }

    public Channel rename(String channelId, String title) {
        return Channel.from(
                perform(Call.of("PATCH", pathOf(channelId), Json.object().put("title", title))));
    }

    /**
     * Says where a channel's log is to lie, {@code shared} or {@code own}; its owner may. It is
     * there some time after the answer: {@link Channel#log} tells.
     */
    public Channel placeLog(String channelId, String log) {
        return Channel.from(
                perform(Call.of("PATCH", pathOf(channelId), Json.object().put("log", log))));
    }

    /** Deletes a channel; its owner may. */
    public void delete(String channelId) {
        perform(Call.of("DELETE", pathOf(channelId)));
    }

    public List<Member> members(String channelId) {
        return Json.list(
                perform(Call.of("GET", pathOf(channelId) + "/members")), "members", Member::from);
    }

    /** Adds a member or changes a role; {@code role} may be null. */
    public void putMember(String channelId, String userId, String role) {
        ObjectNode body = Json.object();
        Json.putUnlessNull(body, "role", role);
        perform(Call.of("PUT", memberPath(channelId, userId), body));
    }

    /** Removes a member, or leaves when it is oneself. */
    public void removeMember(String channelId, String userId) {
        perform(Call.of("DELETE", memberPath(channelId, userId)));
    }

    public void leave(String channelId) {
        removeMember(channelId, userId());
    }

    /** The newest messages, newest first. */
    public HistoryPage latest(String channelId, int limit) {
        return history(channelId, null, null, limit, false);
    }

    /** Messages below a position, newest first. */
    public HistoryPage before(String channelId, long position, int limit) {
        return history(channelId, position, null, limit, false);
    }

    /** Messages above a position, oldest first. */
    public HistoryPage after(String channelId, long position, int limit) {
        return history(channelId, null, position, limit, false);
    }

    /**
     * A piece of the history; at most one of {@code before} and {@code after} is not null.
     *
     * @param changes whether changes of membership, title and log are wanted too
     */
    public HistoryPage history(
            String channelId, Long before, Long after, int limit, boolean changes) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("before", before == null ? null : Positions.format(before));
        parameters.put("after", after == null ? null : Positions.format(after));
        parameters.put("limit", limit);
        parameters.put("include", changes ? "changes" : null);
        String path = pathOf(channelId) + "/messages" + HttpCalls.query(parameters);
        return HistoryPage.from(perform(Call.of("GET", path)), channelId);
    }

    /** The edges to connect to, best first. */
    public List<Edge> edges() {
        return edges(null);
    }

    /** The edges to connect to, best first for a region; it may be null. */
    public List<Edge> edges(String region) {
        Map<String, Object> parameters = new LinkedHashMap<>();
        parameters.put("region", region);
        String path = "/v1/edges" + HttpCalls.query(parameters);
        return Json.list(perform(Call.of("GET", path)), "edges", Edge::from);
    }

    private static String pathOf(String channelId) {
        return "/v1/channels/" + HttpCalls.segment(channelId);
    }

    private static String memberPath(String channelId, String userId) {
        return pathOf(channelId) + "/members/" + HttpCalls.segment(userId);
    }

    private JsonNode perform(Call call) {
        for (int attempt = 1; ; attempt++) {
            try {
                return performOnce(call).json();
            } catch (ApiException e) {
                if (e.status() != 503 || !call.isRepeatable() || attempt == ATTEMPTS) {
                    throw e;
                }
                pause(attempt, e);
            }
        }
    }

    private Answer performOnce(Call call) {
        String token = tokens.accessToken();
        try {
            return calls.perform(call.withToken(token));
        } catch (ApiException e) {
            if (!e.isUnauthorized()) {
                throw e;
            }
            return calls.perform(call.withToken(tokens.replace(token)));
        }
    }

    private static void pause(int attempt, ApiException cause) {
        long most = FIRST_PAUSE_MILLIS << attempt;
        long millis =
                cause.retryAfter()
                        .map(wait -> Math.min(wait.toMillis(), 5_000))
                        .orElseGet(() -> ThreadLocalRandom.current().nextLong(most));
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw cause;
        }
    }
}
