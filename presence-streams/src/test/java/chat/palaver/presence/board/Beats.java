package chat.palaver.presence.board;

import chat.palaver.schemas.proto.AliveList;
import chat.palaver.schemas.proto.Heartbeat;
import chat.palaver.schemas.proto.SessionAlive;
import chat.palaver.schemas.proto.SessionEnd;
import chat.palaver.schemas.proto.SessionEnded;
import chat.palaver.schemas.proto.Tick;
import chat.palaver.schemas.proto.Watch;
import java.util.List;

/** Heartbeats as one start of an edge makes them. */
public record Beats(String edge, long incarnation, int slot) {
    public static SessionAlive active(String user, String device, String session) {
        return alive(user, device, session, false);
    }

    public static SessionAlive alive(String user, String device, String session, boolean idle) {
        return SessionAlive.newBuilder()
                .setUserId(user)
                .setDeviceId(device)
                .setSessionId(session)
                .setIdle(idle)
                .build();
    }

    public static Heartbeat tick() {
        return Heartbeat.newBuilder().setTick(Tick.getDefaultInstance()).build();
    }

    public Heartbeat list(SessionAlive... sessions) {
        return list(List.of(sessions));
    }

    public Heartbeat list(List<SessionAlive> sessions) {
        return beat().setAlive(AliveList.newBuilder().addAllSessions(sessions)).build();
    }

    public Heartbeat session(SessionAlive session) {
        return beat().setSession(session).build();
    }

    public Heartbeat ended(SessionAlive session, SessionEnd reason) {
        return beat().setEnded(
                        SessionEnded.newBuilder()
                                .setUserId(session.getUserId())
                                .setDeviceId(session.getDeviceId())
                                .setSessionId(session.getSessionId())
                                .setReason(reason))
                .build();
    }

    public Heartbeat watch(String... users) {
        return beat().setWatch(Watch.newBuilder().addAllUsers(List.of(users)).setOn(true)).build();
    }

    public Heartbeat unwatch(String... users) {
        return beat().setWatch(Watch.newBuilder().addAllUsers(List.of(users))).build();
    }

    private Heartbeat.Builder beat() {
        return Heartbeat.newBuilder().setEdge(edge).setIncarnation(incarnation).setSlot(slot);
    }
}
