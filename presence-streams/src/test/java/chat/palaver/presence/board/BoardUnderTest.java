package chat.palaver.presence.board;

import chat.palaver.schemas.proto.Heartbeat;
import chat.palaver.schemas.proto.PresenceState;
import chat.palaver.schemas.proto.PresenceStatus;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A board with a memory in a map, and everything it said, as readable lines. */
final class BoardUnderTest implements PresenceBoard.Memory, PresenceBoard.Outlet {
    final Map<String, PresenceState> memory = new HashMap<>();
    final List<String> written = new ArrayList<>();
    final List<String> told = new ArrayList<>();
    PresenceBoard board = new PresenceBoard(PresenceRules.standard(), this, this);

    boolean at(long millis, Heartbeat beat) {
        return board.accept(beat, millis);
    }

    /** Moves time in steps of a task's ticks. */
    void ticksUntil(long from, long to) {
        for (long time = from; time < to; time += 2_000) {
            at(time, Beats.tick());
        }
        at(to, Beats.tick());
    }

    void restart() {
        board = new PresenceBoard(PresenceRules.standard(), this, this);
        memory.values().forEach(board::restore);
    }

    PresenceStatus status(String user) {
        return find(user)
                .map(PresenceState::getStatus)
                .orElse(PresenceStatus.PRESENCE_STATUS_OFFLINE);
    }

    @Override
    public Optional<PresenceState> find(String user) {
        return Optional.ofNullable(memory.get(user));
    }

    @Override
    public void keep(PresenceState state) {
        memory.put(state.getUserId(), state);
    }

    @Override
    public void written(PresenceState state) {
        written.add(line(state));
    }

    @Override
    public void told(Watcher watcher, PresenceState state) {
        told.add(watcher.edge() + "/" + watcher.incarnation() + " " + line(state));
    }

    @Override
    public void forgotten(Watcher watcher) {
        told.add(watcher.edge() + "/" + watcher.incarnation() + " forgotten");
    }

    @Override
    public void refused(Watcher watcher, int watches) {
        told.add(watcher.edge() + " refused " + watches);
    }

    private static String line(PresenceState state) {
        String status = state.getStatus().name().substring("PRESENCE_STATUS_".length());
        return state.getUserId() + " " + status + " " + state.getLastSeen();
    }
}
