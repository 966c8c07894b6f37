package chat.palaver.api;

import chat.palaver.ingest.InvalidCommand;
import chat.palaver.ingest.SendLimiter;
import chat.palaver.ingest.TooLarge;
import chat.palaver.ingest.Unavailable;
import chat.palaver.kit.token.AccessClaims;
import chat.palaver.kit.token.InvalidToken;
import chat.palaver.kit.token.TokenVerifier;
import chat.palaver.schemas.Ids;
import chat.palaver.schemas.Position;
import chat.palaver.schemas.fold.LogChoice;
import chat.palaver.schemas.fold.Role;
import chat.palaver.store.MembershipInterval;
import chat.palaver.store.Store;
import chat.palaver.store.StoreUnavailable;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.HttpResponseException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.io.EofException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP surface: reads requests, asks the others, writes answers and problems. */
final class Routes {
    private static final Logger LOG = LoggerFactory.getLogger(Routes.class);
    private static final String STARTED = "started";
    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    private final Parts parts;

    /** Whom the routes ask. */
    record Parts(
            Store store,
            Accounts accounts,
            ChannelChanges changes,
            ChannelViews views,
            HistoryPages history,
            SinkWaiting sink,
            EdgeDirectory edges,
            TokenVerifier tokens,
            SendLimiter signIns,
            Origins origins,
            ApiMetrics metrics) {}

    Routes(Parts parts) {
        this.parts = parts;
    }

    void addTo(RoutesConfig routes) {
        routes.before(this::begin);
        routes.after(
                c ->
                        parts.metrics.answered(
                                c.statusCode(), System.nanoTime() - c.<Long>attribute(STARTED)));
        routes.options("/*", c -> c.status(204));
        addAccounts(routes);
        addChannels(routes);
        routes.get("/v1/edges", c -> json(c, parts.edges.list(edgeRegion(c))));
        addProblems(routes);
    }

    private void addAccounts(RoutesConfig routes) {
        routes.post("/v1/accounts", c -> json(c.status(201), signUp(c)));
        routes.post("/v1/sessions", c -> json(c.status(201), logIn(c)));
        routes.post(
                "/v1/sessions/refresh",
                c -> json(c, parts.accounts.refresh(Body.of(c), idempotencyKey(c))));
        routes.delete(
                "/v1/sessions/current",
                c -> {
                    // Of a device that is gone too: the first time the edges may not have been
                    // told.
                    AccessClaims claims = claims(c);
                    parts.accounts.logOut(claims.userId(), claims.deviceId());
                    c.status(204);
                });
        routes.get("/v1/devices", c -> json(c, parts.accounts.devices(caller(c))));
        routes.delete(
                "/v1/devices/{device}",
                c -> {
                    if (!parts.accounts.logOut(caller(c).userId(), c.pathParam("device"))) {
                        throw Problem.notFound();
                    }
                    c.status(204);
                });
        routes.put("/v1/devices/{device}/push", this::pushNotImplemented);
        routes.delete("/v1/devices/{device}/push", this::pushNotImplemented);
        routes.get(
                "/v1/me",
                c -> {
                    Caller caller = caller(c);
                    json(c, parts.accounts.profile(caller, caller.userId()));
                });
        routes.patch("/v1/me", c -> json(c, parts.accounts.change(caller(c), Body.of(c))));
        routes.get(
                "/v1/users/{user}",
                c -> json(c, parts.accounts.profile(caller(c), c.pathParam("user"))));
        routes.get("/v1/users", this::userByName);
    }

    private void addChannels(RoutesConfig routes) {
        routes.post("/v1/channels", this::createChannel);
        routes.put("/v1/direct/{user}", this::direct);
        routes.get(
                "/v1/channels",
                c -> {
                    int limit = limit(c);
                    json(c, parts.views.feed(caller(c), c.queryParam("cursor"), limit));
                });
        String channel = "/v1/channels/{channel}";
        routes.get(
                channel,
                c -> {
                    Caller caller = caller(c);
                    parts.changes.requireMember(caller, channel(c));
                    json(c, parts.views.channel(caller, channel(c)));
                });
        routes.patch(channel, this::changeChannel);
        routes.delete(
                channel,
                c -> {
                    parts.changes.delete(caller(c), channel(c));
                    c.status(204);
                });
        routes.get(
                channel + "/members",
                c -> {
                    parts.changes.requireMember(caller(c), channel(c));
                    json(c, parts.views.members(channel(c)));
                });
        routes.put(channel + "/members/{user}", this::setMember);
        routes.delete(
                channel + "/members/{user}",
                c -> {
                    parts.changes.removeMember(caller(c), channel(c), c.pathParam("user"));
                    c.status(204);
                });
        routes.get(channel + "/messages", this::messages);
    }

    private void addProblems(RoutesConfig routes) {
        routes.exception(Problem.class, (e, c) -> problem(c, e));
        routes.exception(
                InvalidCommand.class,
                (e, c) -> problem(c, Problem.invalid(e.field(), e.getMessage())));
        routes.exception(TooLarge.class, (e, c) -> problem(c, Problem.invalid("", e.getMessage())));
        routes.exception(
                Unavailable.class, (e, c) -> problem(c, Problem.unavailable(e.getMessage())));
        routes.exception(
                StoreUnavailable.class,
                (e, c) -> problem(c, Problem.unavailable("the store is away")));
        routes.exception(HttpResponseException.class, (e, c) -> problem(c, ofJavalin(e)));
        // Nobody is there any more to read an answer.
        routes.exception(
                EofException.class,
                (e, c) -> problem(c, Problem.of(ProblemCode.BAD_REQUEST, "the request broke off")));
        routes.exception(
                Exception.class,
                (e, c) -> {
                    LOG.atError()
                            .addKeyValue("method", c.method())
                            .setCause(e)
                            .log("request failed");
                    problem(c, Problem.of(ProblemCode.INTERNAL, "something is wrong here"));
                });
    }

    private void begin(Context c) {
        c.attribute(STARTED, System.nanoTime());
        c.header("Cache-Control", "no-store");
        c.header("X-Content-Type-Options", "nosniff");
        String origin = c.header("Origin");
        if (origin != null) {
            c.header("Vary", "Origin");
            if (parts.origins.allows(origin)) {
                c.header("Access-Control-Allow-Origin", origin);
                c.header(
                        "Access-Control-Allow-Headers",
                        "Authorization, Content-Type, Idempotency-Key");
                c.header("Access-Control-Allow-Methods", "GET, POST, PUT, PATCH, DELETE");
                c.header("Access-Control-Expose-Headers", "Retry-After");
                c.header("Access-Control-Max-Age", "600");
            }
        }
    }

    private ObjectNode signUp(Context c) {
        limitSignIns(c);
        return parts.accounts.signUp(Body.of(c));
    }

    private ObjectNode logIn(Context c) {
        limitSignIns(c);
        return parts.accounts.logIn(Body.of(c));
    }

    private void limitSignIns(Context c) {
        long wait = parts.signIns.take(c.req().getRemoteAddr());
        if (wait > 0) {
            throw Problem.rateLimited(wait);
        }
    }

    private void userByName(Context c) {
        Caller caller = caller(c);
        String username = c.queryParam("username");
        if (username == null) {
            throw Problem.invalid("username", "is missing");
        }
        json(c, parts.accounts.profileByName(caller, username));
    }

    private static Optional<String> idempotencyKey(Context c) {
        Optional<String> key = Optional.ofNullable(c.header("Idempotency-Key"));
        if (key.filter(k -> k.isEmpty() || k.length() > 200).isPresent()) {
            throw Problem.invalid("Idempotency-Key", "1 to 200 characters");
        }
        return key;
    }

    private void createChannel(Context c) {
        Caller caller = caller(c);
        Body body = Body.of(c);
        Optional<String> key = idempotencyKey(c);
        LogChoice log = logRequest(body).over(LogChoice.SHARED);
        ChannelChanges.NewGroup group =
                new ChannelChanges.NewGroup(body.text("title"), body.texts("members"), log);
        String id = parts.changes.createGroup(caller, group, key);
        json(c.status(201), parts.views.channel(caller, id));
    }

    private void direct(Context c) {
        Caller caller = caller(c);
        String other = c.pathParam("user");
        boolean created = parts.changes.createDirect(caller, other);
        String channel = Ids.directChannel(caller.userId(), other);
        json(c.status(created ? 201 : 200), parts.views.channel(caller, channel));
    }

    private void changeChannel(Context c) {
        Caller caller = caller(c);
        Body body = Body.of(c);
        LogRequest log = logRequest(body);
        Optional<String> title =
                log.isEmpty() ? Optional.of(body.text("title")) : body.optional("title");
        parts.changes.change(caller, channel(c), title, log);
        json(c, parts.views.channel(caller, channel(c)));
    }

    private static LogRequest logRequest(Body body) {
        return LogRequest.parse(body.optional("log"), body.optional("retention"));
    }

    private void setMember(Context c) {
        Caller caller = caller(c);
        Optional<String> wanted = Body.of(c).optional("role");
        Optional<Role> parsed = wanted.flatMap(Role::parse);
        if (wanted.isPresent() && parsed.isEmpty()) {
            throw Problem.invalid("role", "owner, admin or member");
        }
        String user = c.pathParam("user");
        Role role = parts.changes.setMember(caller, channel(c), user, parsed);
        json(c, parts.views.member(user, role));
    }

    private void messages(Context c) {
        Caller caller = caller(c);
        String channel = channel(c);
        parts.changes.requireMember(caller, channel);
        String before = c.queryParam("before");
        String after = c.queryParam("after");
        if (before != null && after != null) {
            throw Problem.invalid("after", "not together with before");
        }
        boolean changes = "changes".equals(c.queryParam("include"));
        long position =
                after != null
                        ? position("after", after)
                        : before != null ? position("before", before) : Long.MAX_VALUE;
        HistoryPages.Query query =
                new HistoryPages.Query(channel, position, after != null, limit(c), changes);
        long complete =
                before == null ? parts.sink.completeTail(channel) : parts.sink.complete(channel);
        List<MembershipInterval> times =
                Answers.of(parts.store.members().intervals(channel, caller.userId()));
        json(c, parts.history.read(query, times, complete));
    }

    private String edgeRegion(Context c) {
        caller(c);
        return c.queryParam("region");
    }

    private void pushNotImplemented(Context c) {
        caller(c);
        throw Problem.of(ProblemCode.NOT_IMPLEMENTED, "push is not offered yet");
    }

    private Caller caller(Context c) {
        AccessClaims claims = claims(c);
        if (!parts.accounts.isLoggedIn(claims.userId(), claims.deviceId())) {
            throw Problem.unauthorized("the device is logged out");
        }
        return new Caller(claims.userId(), claims.deviceId());
    }

    private AccessClaims claims(Context c) {
        String header = c.header("Authorization");
        if (header == null || !header.toLowerCase(Locale.ROOT).startsWith("bearer ")) {
            throw Problem.unauthorized("an access token is needed");
        }
        try {
            return parts.tokens.verify(header.substring(7).trim());
        } catch (InvalidToken e) {
            throw Problem.unauthorized("the access token is not good");
        }
    }

    private static String channel(Context c) {
        return c.pathParam("channel");
    }

    private static int limit(Context c) {
        String text = c.queryParam("limit");
        if (text == null) {
            return DEFAULT_LIMIT;
        }
        try {
            int limit = Integer.parseInt(text);
            if (limit >= 1 && limit <= MAX_LIMIT) {
                return limit;
            }
        } catch (NumberFormatException e) {
            // Answered below, like a number out of range.
        }
        throw Problem.invalid("limit", "1 to " + MAX_LIMIT);
    }

    private static long position(String field, String text) {
        try {
            return Position.parse(text);
        } catch (IllegalArgumentException e) {
            throw Problem.invalid(field, "not a position");
        }
    }

    private static Problem ofJavalin(HttpResponseException e) {
        if (e.getStatus() >= 500) {
            return Problem.of(ProblemCode.INTERNAL, "something is wrong here");
        }
        return switch (e.getStatus()) {
            case 404 -> Problem.notFound();
            case 413 -> Problem.of(ProblemCode.TOO_LARGE, "the body is too long");
            default -> Problem.of(ProblemCode.BAD_REQUEST, "the request is not understood");
        };
    }

    private static void json(Context c, ObjectNode json) {
        c.contentType("application/json").result(json.toString());
    }

    private static void problem(Context c, Problem problem) {
        ObjectNode json =
                Body.object()
                        .put("type", "about:blank")
                        .put("status", problem.code().status())
                        .put("code", problem.code().wireName())
                        .put("detail", problem.getMessage());
        if (problem.field() != null) {
            json.put("field", problem.field());
        }
        if (problem.retryAfterSeconds() > 0) {
            c.header("Retry-After", Long.toString(problem.retryAfterSeconds()));
        }
        c.status(problem.code().status())
                .contentType("application/problem+json")
                .result(json.toString());
    }
}
