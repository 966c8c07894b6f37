package chat.palaver.client.terminal;

import chat.palaver.client.api.ApiException;
import chat.palaver.client.api.ApiSession;
import chat.palaver.client.api.Channel;
import chat.palaver.client.api.ChannelPage;
import chat.palaver.client.api.HistoryMessage;
import chat.palaver.client.api.HistoryPage;
import chat.palaver.client.api.Member;
import chat.palaver.client.api.NewChannel;
import chat.palaver.client.api.Profile;
import chat.palaver.client.chat.ChannelChange;
import chat.palaver.client.chat.ChatListener;
import chat.palaver.client.chat.ChatMessage;
import chat.palaver.client.chat.ChatSession;
import chat.palaver.client.chat.ConnectionState;
import chat.palaver.client.chat.Gap;
import chat.palaver.client.chat.MessageChange;
import chat.palaver.client.chat.Presence;
import chat.palaver.client.chat.SendFailed;
import chat.palaver.client.chat.Sent;
import chat.palaver.client.socket.Positions;
import chat.palaver.client.terminal.Screen.Look;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * One user's chat in a terminal: carries out what is typed and shows what happens.
 *
 * <p>The history comes over HTTP when a room is opened, what follows over the connection. They meet
 * at positions: a message at or below the last one shown is not shown again, and when the
 * connection says it is caught up beyond that, the rest is fetched.
 *
 * <p>Two threads come here, the one that reads the keyboard and the session's listener thread; one
 * lock serves both.
 */
final class Conversation implements ChatListener {
    private static final int HISTORY = 20;
    private static final int PAGE = 100;
    private static final long LAST_SENDS_SECONDS = 10;
    private static final DateTimeFormatter CLOCK = DateTimeFormatter.ofPattern("HH:mm");

    private final ApiSession api;
    private final Screen screen;
    private final Names names;
    private final ZoneId zone;
    private final Map<String, Room> rooms = new HashMap<>();
    private final Map<String, String> presence = new ConcurrentHashMap<>();
    private final Map<String, Long> oldest = new HashMap<>();
    private final List<String> listed = new ArrayList<>();
    private final List<CompletableFuture<Sent>> sends = new ArrayList<>();
    private ChatSession chat;
    private Room open;
    private long shown = Positions.NONE;
    private boolean wasOffline;

    Conversation(ApiSession api, Screen screen, ZoneId zone) {
        this.api = api;
        this.screen = screen;
        this.zone = zone;
        this.names = new Names(api);
    }

    /** Reads and carries out lines until the user ends it; returns whether to forget the login. */
    boolean run(ChatSession session) {
        synchronized (this) {
            chat = session;
        }
        session.active(true);
        list();
        Optional<String> line = screen.read(prompt());
        while (line.isPresent()) {
            CommandLine typed = CommandLine.parse(line.get().strip());
            if (typed.command().equals("quit") || typed.command().equals("logout")) {
                awaitSends();
                return typed.command().equals("logout");
            }
            carryOut(typed);
            line = screen.read(prompt());
        }
        awaitSends();
        return false;
    }

    private synchronized String prompt() {
        return open == null ? "> " : open.name() + "> ";
    }

    private void carryOut(CommandLine typed) {
        try {
            if (typed.isText()) {
                send(typed.text());
            } else {
                command(typed);
            }
        } catch (ApiException e) {
            trouble(explain(e));
        }
    }

    private void command(CommandLine typed) {
        switch (typed.command()) {
            case "help" -> help();
            case "list" -> list();
            case "to" -> to(typed);
            case "open" -> open(typed);
            case "new" -> create(typed);
            case "add" -> add(typed);
            case "remove" -> remove(typed);
            case "title" -> title(typed);
            case "members", "who" -> members();
            case "leave" -> leave();
            case "more" -> more();
            default -> trouble("there is no /" + SafeText.line(typed.command()) + "; try /help");
        }
    }

    private void help() {
        for (String line :
                List.of(
                        "/list                    your channels, with what is unread",
                        "/to NAME                 talk to somebody",
                        "/open NUMBER or TITLE    go to a channel of the list",
                        "/new TITLE NAME...       make a group (a title of several words in \"\")",
                        "/add NAME                add somebody to this group",
                        "/remove NAME             remove somebody from this group",
                        "/title TITLE             rename this group",
                        "/members                 who is in here, and who is online",
                        "/more                    older messages",
                        "/leave                   leave this group",
                        "/logout                  log this device out and end",
                        "/quit                    end; the next start needs no password",
                        "Anything else is sent. A text that begins with a slash: begin with two.")) {
            show(Look.FAINT, line);
        }
    }

    // --- rooms ------------------------------------------------------------------------------

    private void list() {
        ChannelPage page = api.channels(null, PAGE);
        List<Room> found = new ArrayList<>();
        page.channels().forEach(channel -> found.add(room(channel)));
        watch(found.stream().flatMap(room -> room.other().stream()).toList());
        synchronized (this) {
            listed.clear();
            found.forEach(room -> listed.add(room.channelId()));
        }
        if (found.isEmpty()) {
            show(Look.NOTICE, "No channels yet. /to NAME starts one, /help shows the rest.");
        }
        for (int i = 0; i < found.size(); i++) {
            show(Look.PLAIN, entry(i + 1, page.channels().get(i), found.get(i)));
        }
        page.cursor().ifPresent(more -> show(Look.FAINT, "... and more"));
    }

    private String entry(int number, Channel channel, Room room) {
        String unread =
                channel.unread() == 0
                        ? ""
                        : " [" + (channel.unread() >= 100 ? "100+" : channel.unread()) + " unread]";
        String preview =
                channel.head()
                        .map(head -> "  " + SafeText.line(head.preview()))
                        .map(text -> text.length() > 50 ? text.substring(0, 50) + "..." : text)
                        .orElse("");
        return "%3d  %s%s%s%s".formatted(number, dotOf(room), room.name(), unread, preview);
    }

    private String dotOf(Room room) {
        return room.other()
                .map(user -> screen.dot(presence.getOrDefault(user, "offline")) + " ")
                .orElse("");
    }

    /** The channel as a room, the other one's name looked up if need be. */
    private Room room(Channel channel) {
        synchronized (this) {
            Room known = rooms.get(channel.channelId());
            if (known != null && (known.direct() || known.name().equals(titleOf(channel)))) {
                return known;
            }
        }
        Optional<Member> other = channel.isDirect() ? otherIn(channel) : Optional.empty();
        String name = other.map(m -> SafeText.line(m.username())).orElse(titleOf(channel));
        Room room =
                new Room(channel.channelId(), name, channel.isDirect(), other.map(Member::userId));
        synchronized (this) {
            rooms.put(room.channelId(), room);
        }
        return room;
    }

    private Optional<Member> otherIn(Channel channel) {
        List<Member> members = api.members(channel.channelId());
        names.learn(members);
        return members.stream().filter(m -> !m.userId().equals(api.userId())).findFirst();
    }

    private static String titleOf(Channel channel) {
        String title = SafeText.line(channel.title());
        return title.isEmpty() ? channel.channelId() : title;
    }

    private void to(CommandLine typed) {
        if (typed.words().size() != 1) {
            trouble("to whom? /to NAME");
            return;
        }
        userNamed(typed.words().get(0)).ifPresent(user -> enter(room(api.direct(user.userId()))));
    }

    private Optional<Profile> userNamed(String name) {
        Optional<Profile> user = api.userNamed(name);
        if (user.isEmpty()) {
            trouble("there is nobody called " + SafeText.line(name));
        }
        user.ifPresent(known -> names.learn(known.userId(), known.username()));
        return user;
    }

    private void open(CommandLine typed) {
        Optional<String> channel = listedAt(typed.text()).or(() -> titled(typed.text()));
        if (channel.isEmpty()) {
            trouble("no such channel; /list shows them");
        } else {
            enter(room(api.channel(channel.get())));
        }
    }

    private synchronized Optional<String> listedAt(String number) {
        try {
            int index = Integer.parseInt(number) - 1;
            return index >= 0 && index < listed.size()
                    ? Optional.of(listed.get(index))
                    : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private synchronized Optional<String> titled(String title) {
        String wanted = title.replace("\"", "");
        return rooms.values().stream()
                .filter(room -> room.name().equalsIgnoreCase(wanted))
                .map(Room::channelId)
                .findFirst();
    }

    private void create(CommandLine typed) {
        if (typed.words().isEmpty()) {
            trouble("/new TITLE NAME...");
            return;
        }
        List<String> members = new ArrayList<>();
        for (String name : typed.words().subList(1, typed.words().size())) {
            Optional<Profile> user = userNamed(name);
            if (user.isEmpty()) {
                return;
            }
            members.add(user.get().userId());
        }
        enter(room(api.create(NewChannel.of(typed.words().get(0), members))));
    }

    private void add(CommandLine typed) {
        if (groupIsOpen() && typed.words().size() == 1) {
            userNamed(typed.words().get(0))
                    .ifPresent(user -> api.putMember(openId(), user.userId(), null));
        }
    }

    private void remove(CommandLine typed) {
        if (groupIsOpen() && typed.words().size() == 1) {
            userNamed(typed.words().get(0))
                    .ifPresent(user -> api.removeMember(openId(), user.userId()));
        }
    }

    private void title(CommandLine typed) {
        if (groupIsOpen() && !typed.text().isEmpty()) {
            api.rename(openId(), typed.text().replace("\"", ""));
        }
    }

    private void members() {
        if (!somethingIsOpen()) {
            return;
        }
        List<Member> members = api.members(openId());
        names.learn(members);
        watch(members.stream().map(Member::userId).toList());
        for (Member member : members) {
            boolean me = member.userId().equals(api.userId());
            String status = me ? "online" : presence.getOrDefault(member.userId(), "offline");
            String role = member.role().equals("member") ? "" : " (" + member.role() + ")";
            show(Look.PLAIN, screen.dot(status) + " " + SafeText.line(member.username()) + role);
        }
    }

    private void leave() {
        if (groupIsOpen()) {
            api.leave(openId());
            synchronized (this) {
                open = null;
            }
        }
    }

    private synchronized boolean somethingIsOpen() {
        if (open == null) {
            trouble("no channel is open; /list, /open or /to NAME");
        }
        return open != null;
    }

    private synchronized boolean groupIsOpen() {
        if (!somethingIsOpen()) {
            return false;
        }
        if (open.direct()) {
            trouble("this is a talk between two; make a group with /new");
        }
        return !open.direct();
    }

    private synchronized String openId() {
        return open.channelId();
    }

    // --- history and reading ----------------------------------------------------------------

    private void enter(Room room) {
        HistoryPage page = api.latest(room.channelId(), HISTORY);
        room.other().ifPresent(user -> watch(List.of(user)));
        synchronized (this) {
            open = room;
            shown = Positions.NONE;
            show(Look.NOTICE, "--- " + dotOf(room) + room.name() + " ---");
            showHistory(room, page);
        }
    }

    private void more() {
        if (!somethingIsOpen()) {
            return;
        }
        Room room;
        long before;
        synchronized (this) {
            room = open;
            before = oldest.getOrDefault(room.channelId(), Positions.NONE);
        }
        HistoryPage page =
                before == Positions.NONE
                        ? api.latest(room.channelId(), HISTORY)
                        : api.before(room.channelId(), before, HISTORY);
        synchronized (this) {
            show(
                    Look.NOTICE,
                    page.messages().isEmpty() ? "--- nothing older ---" : "--- older ---");
            showHistory(room, page);
        }
    }

    /** Shows a page that comes newest first. */
    private void showHistory(Room room, HistoryPage page) {
        List<HistoryMessage> inOrder = new ArrayList<>(page.messages());
        Collections.reverse(inOrder);
        inOrder.forEach(this::showOld);
        if (!inOrder.isEmpty()) {
            oldest.put(room.channelId(), inOrder.get(0).position());
            readTo(room.channelId(), inOrder.get(inOrder.size() - 1).position());
        }
    }

    private void showOld(HistoryMessage message) {
        String text = message.deleted() ? "(deleted)" : message.text();
        String edited = message.editedAt().isPresent() && !message.deleted() ? " (edited)" : "";
        say(message.sender(), message.time(), text + edited);
    }

    /** What is shown is read. */
    private void readTo(String channel, long position) {
        if (position > shown) {
            shown = position;
            chat.read(channel, position);
        }
    }

    private void say(String sender, Optional<Instant> time, String text) {
        boolean mine = sender.equals(api.userId());
        String clock =
                screen.isInteractive()
                        ? time.map(at -> CLOCK.format(at.atZone(zone)) + " ").orElse("")
                        : "";
        show(mine ? Look.OWN : Look.PLAIN, clock + names.of(sender) + ": " + SafeText.block(text));
    }

    // --- sending ----------------------------------------------------------------------------

    private void send(String text) {
        if (text.isEmpty() || !somethingIsOpen()) {
            return;
        }
        CompletableFuture<Sent> sending = chat.send(openId(), text);
        synchronized (this) {
            sends.removeIf(CompletableFuture::isDone);
            sends.add(sending);
        }
        sending.whenComplete(
                (sent, failure) -> {
                    if (failure instanceof SendFailed failed) {
                        String maybe = failed.isUnknown() ? " (it may have arrived)" : "";
                        trouble("not sent: " + SafeText.line(failed.getMessage()) + maybe);
                    }
                });
    }

    private void awaitSends() {
        CompletableFuture<?>[] open;
        synchronized (this) {
            open = sends.toArray(CompletableFuture[]::new);
        }
        try {
            CompletableFuture.allOf(open).get(LAST_SENDS_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (TimeoutException e) {
            trouble("not everything could be sent");
        } catch (java.util.concurrent.ExecutionException e) {
            // shown where it happened
        }
    }

    private void watch(List<String> users) {
        if (users.isEmpty()) {
            return;
        }
        try {
            chat.watch(users);
        } catch (IllegalArgumentException e) {
            show(Look.FAINT, "too many people to tell who is online");
        }
    }

    // --- what happens -----------------------------------------------------------------------

    @Override
    public void onMessage(ChatMessage message) {
        Room here = openRoom();
        if (here != null && here.channelId().equals(message.channel())) {
            names.of(message.sender());
            synchronized (this) {
                if (message.position() > shown) {
                    say(message.sender(), message.time(), message.text());
                    readTo(message.channel(), message.position());
                }
            }
        } else if (!message.sender().equals(api.userId())) {
            String text = SafeText.line(message.text());
            String from = names.of(message.sender());
            show(Look.NOTICE, "[" + nameOf(message.channel()) + "] " + from + ": " + text);
        }
    }

    private synchronized Room openRoom() {
        return open;
    }

    private String nameOf(String channelId) {
        synchronized (this) {
            if (rooms.containsKey(channelId)) {
                return rooms.get(channelId).name();
            }
        }
        try {
            return room(api.channel(channelId)).name();
        } catch (ApiException e) {
            return channelId;
        }
    }

    @Override
    public void onMessageChange(MessageChange change) {
        Room here = openRoom();
        if (here == null || !here.channelId().equals(change.channel())) {
            return;
        }
        String who = names.of(change.sender());
        switch (change.kind()) {
            case EDITED -> show(Look.FAINT, who + " changed: " + SafeText.block(change.text()));
            case DELETED -> show(Look.FAINT, who + " withdrew a message");
            case REACTED -> {
                String emoji = SafeText.line(change.emoji());
                show(Look.FAINT, who + (change.on() ? " reacts " : " takes back ") + emoji);
            }
        }
    }

    @Override
    public void onChannel(ChannelChange change) {
        String title = SafeText.line(change.title());
        if (change.left()) {
            String name = change.kind().equals("direct") ? "a talk" : title;
            show(Look.NOTICE, "you are no longer in " + name);
            synchronized (this) {
                rooms.remove(change.channel());
                if (open != null && open.channelId().equals(change.channel())) {
                    open = null;
                }
            }
            return;
        }
        if (!change.kind().equals("direct")) {
            renamed(change.channel(), title);
            show(Look.NOTICE, "[" + title + "] " + describe(change));
        }
    }

    private synchronized void renamed(String channelId, String title) {
        Room room = new Room(channelId, title, false, Optional.empty());
        rooms.put(channelId, room);
        if (open != null && open.channelId().equals(channelId)) {
            open = room;
        }
    }

    private String describe(ChannelChange change) {
        String reason = SafeText.line(change.reason());
        return change.user()
                .map(user -> user.equals(api.userId()) ? "you" : names.of(user))
                .map(user -> user + ": " + reason)
                .orElse(reason);
    }

    /** History and live meet here: what was appended between the two is fetched. */
    @Override
    public void onCaughtUp(String channel, long position) {
        Room here = openRoom();
        if (here == null || !here.channelId().equals(channel)) {
            return;
        }
        long from;
        synchronized (this) {
            from = shown;
        }
        if (position <= from || from == Positions.NONE) {
            return;
        }
        try {
            HistoryPage page = api.after(channel, from, PAGE);
            synchronized (this) {
                for (HistoryMessage message : page.messages()) {
                    if (message.position() > shown) {
                        showOld(message);
                        readTo(channel, message.position());
                    }
                }
            }
        } catch (ApiException e) {
            trouble("what came meanwhile cannot be shown: " + explain(e));
        }
    }

    @Override
    public void onPresence(Presence change) {
        String before = presence.put(change.user(), change.status());
        Room here = openRoom();
        boolean isHere = here != null && here.other().filter(change.user()::equals).isPresent();
        if (isHere && !change.status().equals(before)) {
            show(
                    Look.FAINT,
                    screen.dot(change.status())
                            + " "
                            + names.of(change.user())
                            + " is "
                            + SafeText.line(change.status()));
        }
    }

    @Override
    public void onConnection(ConnectionState state) {
        if (state == ConnectionState.WAITING && !wasOffline) {
            wasOffline = true;
            show(Look.TROUBLE, "connection lost; trying again...");
        } else if (state == ConnectionState.ONLINE && wasOffline) {
            wasOffline = false;
            show(Look.NOTICE, "connected again");
        } else if (state == ConnectionState.LOGGED_OUT) {
            show(Look.TROUBLE, "this device has been logged out; /quit and start again");
        }
    }

    @Override
    public void onGap(Gap gap) {
        if (gap.accepted()) {
            show(Look.TROUBLE, "some messages of " + nameOf(gap.channel()) + " could not be got");
        }
    }

    @Override
    public void onError(String code, String detail) {
        trouble(SafeText.line(code + ": " + detail));
    }

    private static String explain(ApiException e) {
        return switch (e.code()) {
            case "not_allowed" -> "you may not do that here";
            case "not_a_member" -> "you are not in there";
            case "unavailable" -> "not possible right now; try again";
            case ApiException.UNREACHABLE -> "the server does not answer";
            default -> SafeText.line(e.getMessage());
        };
    }

    private void trouble(String text) {
        show(Look.TROUBLE, text);
    }

    private void show(Look look, String line) {
        screen.show(look, line);
    }
}
