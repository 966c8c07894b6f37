package chat.palaver.demo;

import chat.palaver.client.PalaverClient;
import chat.palaver.client.api.ApiException;
import chat.palaver.client.api.ApiSession;
import chat.palaver.demo.cast.KeptLogins;
import chat.palaver.demo.cast.Reception;
import chat.palaver.demo.check.Ledger;
import chat.palaver.demo.play.HistoryReading;
import chat.palaver.demo.play.Performance;
import chat.palaver.demo.play.Stage;
import chat.palaver.demo.play.Workers;
import chat.palaver.demo.script.Pace;
import chat.palaver.demo.script.Script;
import chat.palaver.demo.view.Screen;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/** One replay, from the sign-ups to the report. */
final class Demo {
    private static final Duration DELIVERY_PATIENCE = Duration.ofSeconds(30);
    private static final Duration HISTORY_PATIENCE = Duration.ofSeconds(15);

    private final PalaverClient palaver;
    private final KeptLogins logins;
    private final Script script;
    private final Screen screen;
    private final Ledger ledger = new Ledger();

    /** A nick and the name of his account. */
    private record Guest(String nick, String name) {}

    Demo(PalaverClient palaver, KeptLogins logins, Script script, Screen screen) {
        this.palaver = palaver;
        this.logins = logins;
        this.script = script;
        this.screen = screen;
    }

    /**
     * Plays and checks.
     *
     * @param guest a user who is to see it too, or null
     * @throws ApiException when the server does not do what is needed before the play can begin
     * @throws IllegalStateException when not everybody could connect
     */
    Report run(Pace pace, String guest) throws InterruptedException {
        try (Workers workers = Workers.few();
                Stage stage = new Stage(palaver, script, receive(workers), ledger)) {
            screen.progress("making the group");
            stage.openGroup("Demo", guest);
            stage.openDirects(
                    workers,
                    (done, all) -> screen.progress(done + "/" + all + " direct channels made"));
            Performance performance = new Performance(stage, script, ledger, new Shown());
            screen.progress("connecting " + script.nicks().size() + " users");
            if (!stage.enter(performance::arrived)) {
                throw new IllegalStateException("not everybody could connect within a minute");
            }
            Map<String, Integer> sessions = stage.sessionsByEdge();
            screen.note(
                    script.nicks().size()
                            + " users are connected to "
                            + sessions.size()
                            + " edges");
            performance.play(pace);
            performance.awaitDeliveries(DELIVERY_PATIENCE);
            boolean historyRead = readHistory(workers, stage);
            return new Report(
                    script.lines().size(),
                    script.nicks().size(),
                    stage.directChannels(),
                    sessions,
                    ledger.standing(),
                    ledger.verdict(),
                    performance.delivery(),
                    historyRead,
                    stage.reconnects());
        }
    }

    private List<ApiSession> receive(Workers workers) throws InterruptedException {
        List<String> names = Reception.usernames(script.nicks());
        List<Guest> guests = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            guests.add(new Guest(script.nicks().get(i), names.get(i)));
        }
        Reception reception = new Reception(palaver.api(), logins);
        Runnable waiting =
                () -> screen.progress("sign-ups are limited by the server; waiting for a turn");
        return workers.map(
                guests,
                guest -> reception.enter(guest.name(), guest.nick(), waiting),
                (done, all) -> screen.progress(done + "/" + all + " users signed in"));
    }

    private boolean readHistory(Workers workers, Stage stage) throws InterruptedException {
        try {
            new HistoryReading(stage, ledger)
                    .read(
                            workers,
                            HISTORY_PATIENCE,
                            (done, all) ->
                                    screen.progress("history of " + done + "/" + all + " read"));
            return true;
        } catch (ApiException e) {
            screen.trouble("the history cannot be read: " + e.getMessage());
            return false;
        }
    }

    private final class Shown implements Performance.Events {
        @Override
        public void said(Script.Line line, OptionalInt addressee) {
            String to = addressee.isPresent() ? script.nicks().get(addressee.getAsInt()) : null;
            screen.said(script.nicks().get(line.speaker()), to, line.text());
        }

        @Override
        public void tick(Performance soFar) {
            screen.progress(
                    Report.progress(
                            soFar.played(),
                            script.lines().size(),
                            ledger.standing(),
                            soFar.delivery()));
        }
    }
}
