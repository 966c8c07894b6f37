package chat.palaver.client;

import chat.palaver.client.api.ApiSession;
import chat.palaver.client.api.PalaverApi;
import chat.palaver.client.chat.ChatListener;
import chat.palaver.client.chat.ChatSession;
import chat.palaver.client.chat.ChatSettings;
import chat.palaver.client.chat.Gateway;
import chat.palaver.client.chat.PositionStore;
import chat.palaver.client.socket.SocketPool;
import java.net.URI;
import java.security.SecureRandom;

/**
 * The front door of the SDK: one Palaver installation, by the address of its API server. Sessions
 * of any number of users share its connections' threads.
 *
 * <pre>{@code
 * try (PalaverClient palaver = PalaverClient.at(URI.create("http://127.0.0.1:8080"))) {
 *     ApiSession api = palaver.api().logIn("alice", password, DeviceDescription.desktop("mine"));
 *     ChatSession chat = palaver.chat(api, new MemoryPositions(), listener);
 *     chat.send(api.direct(bobsId).channelId(), "Hello").join();
 * }
 * }</pre>
 */
public final class PalaverClient implements AutoCloseable {
    private final PalaverApi api;
    private final SocketPool sockets;

    private PalaverClient(PalaverApi api, SocketPool sockets) {
        this.api = api;
        this.sockets = sockets;
    }

    public static PalaverClient at(URI apiServer) {
        return new PalaverClient(PalaverApi.at(apiServer), SocketPool.open());
    }

    public PalaverApi api() {
        return api;
    }

    public SocketPool sockets() {
        return sockets;
    }

    /** A chat session with the usual settings; it connects at once and is the caller's to close. */
    public ChatSession chat(ApiSession login, PositionStore positions, ChatListener listener) {
        return chat(login, ChatSettings.defaults(), positions, listener);
    }

    public ChatSession chat(
            ApiSession login,
            ChatSettings settings,
            PositionStore positions,
            ChatListener listener) {
        return new ChatSession(
                Gateway.of(login), sockets, settings, positions, listener, new SecureRandom());
    }

    /** Cuts the connections of all sessions. Close the sessions first. */
    @Override
    public void close() {
        sockets.close();
    }
}
