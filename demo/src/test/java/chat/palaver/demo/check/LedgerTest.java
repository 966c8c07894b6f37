package chat.palaver.demo.check;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.demo.check.Ledger.Copy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A play that went well, then each way in which one reader's copy of it can be spoilt. */
final class LedgerTest {
    private static final int LINES = 40;
    private static final List<String> MEMBERS = List.of("ada", "bob", "eve");
    private static final int HISTORY = MEMBERS.size();

    private final Ledger ledger = new Ledger();
    private final List<Copy> log = new ArrayList<>();
    private int group;

    @BeforeEach
    void sendsEverything() {
        group = ledger.room("the group");
        MEMBERS.forEach(name -> ledger.member(group, name));
        ledger.history(group);
        for (int i = 0; i < LINES; i++) {
            Copy copy = new Copy("id" + i, 100 + 3L * i, "u_" + i % 3, "text " + i);
            log.add(copy);
            int line = ledger.sending(group, "line " + i, copy.id(), copy.sender(), copy.text());
            ledger.answered(line, copy.position());
        }
    }

    @Test
    void isContentWhenEveryReaderGotEverything() {
        readers(reader -> deliver(reader, log));

        assertThat(ledger.verdict().isGood()).isTrue();
        assertThat(ledger.verdict().examples()).isEmpty();
        assertThat(ledger.standing())
                .isEqualTo(new Ledger.Standing(LINES, LINES, 0, LINES * 3, LINES * 3, 0));
        assertThat(ledger.standing().isComplete()).isTrue();
    }

    @Test
    void findsALineDroppedAtAnyReader() {
        everywhere(
                (copies, at) -> copies.remove(at),
                (reader, at) -> "missing " + place(reader) + ": line " + at);
    }

    @Test
    void findsALineDoubledAtAnyReader() {
        everywhere(
                (copies, at) -> copies.add(at, copies.get(at)),
                (reader, at) -> "line " + at + " " + place(reader) + " came twice");
    }

    @Test
    void findsALineThatComesAgainMuchLater() {
        everywhere(
                (copies, at) -> copies.add(copies.get(at)),
                (reader, at) -> "line " + at + " " + place(reader) + " came twice");
    }

    @Test
    void findsTwoLinesSwappedAtAnyReader() {
        everywhere(
                (copies, at) -> Collections.swap(copies, at, (at + 1) % LINES),
                (reader, at) -> "came out of order");
    }

    @Test
    void findsAnAlteredText() {
        everywhere(
                (copies, at) -> copies.set(at, altered(copies.get(at))),
                (reader, at) -> "line " + at + " " + place(reader) + " came with another text");
    }

    @Test
    void findsAForeignName() {
        everywhere(
                (copies, at) -> copies.set(at, renamed(copies.get(at))),
                (reader, at) -> "line " + at + " " + place(reader) + " came under another name");
    }

    @Test
    void findsAnotherPosition() {
        everywhere(
                (copies, at) -> copies.set(at, moved(copies.get(at))),
                (reader, at) -> "line " + at + " " + place(reader) + " stands at");
    }

    @Test
    void findsAMessageThatNobodySent() {
        everywhere(
                (copies, at) -> copies.add(at, new Copy("alien", 1, "u_9", "hello")),
                (reader, at) -> "a message that nobody sent " + place(reader));
    }

    @Test
    void findsAMessageOfAnotherChannel() {
        int direct = ledger.room("ada and bob");
        int bob = ledger.member(direct, "bob");
        ledger.answered(ledger.sending(direct, "direct 1", "d1", "u_0", "psst"), 5);
        Copy psst = new Copy("d1", 5, "u_0", "psst");

        readers(reader -> deliver(reader, log));
        ledger.arrived(direct, bob, psst);
        assertThat(ledger.verdict().isGood()).isTrue();
        assertThat(ledger.arrived(group, 0, psst)).isEmpty();

        assertThat(ledger.verdict().examples())
                .containsExactly("a message that nobody sent at ada of the group");
    }

    @Test
    void findsPositionsThatDoNotRiseThoughTheLinesDo() {
        int room = ledger.room("small");
        int ada = ledger.member(room, "ada");
        ledger.sending(room, "s1", "s1", "u_0", "x");
        ledger.sending(room, "s2", "s2", "u_0", "x");

        ledger.arrived(room, ada, new Copy("s1", 7, "u_0", "x"));
        ledger.arrived(room, ada, new Copy("s2", 7, "u_0", "x"));

        assertThat(ledger.standing().findings()).isEqualTo(1);
    }

    @Test
    void findsALineThatWasNeverAnswered() {
        int line = ledger.sending(group, "line 40", "id40", "u_1", "late");
        log.add(new Copy("id40", 1000, "u_1", "late"));
        readers(reader -> deliver(reader, log));
        assertThat(ledger.standing().isSettled()).isFalse();

        ledger.failed(line, "deadline");

        assertThat(ledger.standing().isSettled()).isTrue();
        assertThat(ledger.standing().isComplete()).isFalse();
        assertThat(ledger.verdict().examples())
                .containsExactly("line 40 was not sent: deadline", "never answered: 1 of 41 sends");
    }

    @Test
    void findsAnAnswerAtAnotherPlaceThanTheMembersSaw() {
        int line = ledger.sending(group, "line 40", "id40", "u_1", "late");
        ledger.answered(line, 999);
        log.add(new Copy("id40", 1000, "u_1", "late"));

        deliver(0, log);

        assertThat(ledger.verdict().examples())
                .contains("line 40 at ada of the group stands at 1000, elsewhere at 999");
    }

    @Test
    void countsEverythingButNamesAFewOnly() {
        readers(reader -> {});

        Ledger.Verdict verdict = ledger.verdict();

        assertThat(verdict.findings()).isEqualTo(4L * LINES);
        assertThat(verdict.examples()).hasSize(4);
        assertThat(verdict.examples().get(0))
                .startsWith("missing at ada of the group: line 0, line 1, ")
                .endsWith("line 9 and 30 more");
        for (int i = 0; i < 100; i++) {
            ledger.arrived(group, 0, new Copy("alien" + i, 1, "u_9", "hello"));
        }
        assertThat(ledger.verdict().findings()).isEqualTo(4L * LINES + 100);
        assertThat(ledger.verdict().examples()).hasSizeLessThan(45);
    }

    private interface Spoiling {
        void of(List<Copy> copies, int at);
    }

    private interface Expected {
        String at(int reader, int line);
    }

    /** Spoils a random line at each reader in turn, in a ledger of its own. */
    private void everywhere(Spoiling spoiling, Expected expected) {
        long seed = 11;
        Random random = new Random(seed);
        for (int spoilt = 0; spoilt <= HISTORY; spoilt++) {
            int at = random.nextInt(LINES);
            LedgerTest fresh = new LedgerTest();
            fresh.sendsEverything();
            List<Copy> copies = new ArrayList<>(fresh.log);
            spoiling.of(copies, at);
            int victim = spoilt;

            fresh.readers(reader -> fresh.deliver(reader, reader == victim ? copies : fresh.log));

            Ledger.Verdict verdict = fresh.ledger.verdict();
            assertThat(verdict.isGood()).as("seed %d, reader %d", seed, spoilt).isFalse();
            assertThat(verdict.examples())
                    .as("seed %d, reader %d, line %d", seed, spoilt, at)
                    .anySatisfy(e -> assertThat(e).contains(expected.at(victim, at)))
                    .allSatisfy(e -> assertThat(e).contains(place(victim)));
        }
    }

    private void readers(Consumer<Integer> each) {
        for (int reader = 0; reader <= HISTORY; reader++) {
            each.accept(reader);
        }
    }

    private void deliver(int reader, List<Copy> copies) {
        copies.forEach(copy -> ledger.arrived(group, reader, copy));
    }

    private static String place(int reader) {
        return (reader == HISTORY ? "in the history" : "at " + MEMBERS.get(reader))
                + " of the group";
    }

    private static Copy altered(Copy copy) {
        return new Copy(copy.id(), copy.position(), copy.sender(), copy.text() + " ");
    }

    private static Copy renamed(Copy copy) {
        return new Copy(copy.id(), copy.position(), "u_9", copy.text());
    }

    private static Copy moved(Copy copy) {
        return new Copy(copy.id(), copy.position() + 1, copy.sender(), copy.text());
    }
}
