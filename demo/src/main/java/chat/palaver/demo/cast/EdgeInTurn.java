package chat.palaver.demo.cast;

import chat.palaver.client.api.ApiSession;
import chat.palaver.client.chat.Gateway;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Sends every session to an edge of its own turn. Discovery names the least loaded edge first, and
 * whoever connects at the same moment would go to the same one; here all edges are to have members.
 */
public final class EdgeInTurn implements Gateway {
    private final Gateway real;
    private final int turn;

    private EdgeInTurn(Gateway real, int turn) {
        this.real = real;
        this.turn = turn;
    }

    public static Gateway of(ApiSession api, int turn) {
        return new EdgeInTurn(Gateway.of(api), turn);
    }

    @Override
    public List<URI> edges() {
        List<URI> edges = new ArrayList<>(real.edges());
        Collections.sort(edges);
        if (!edges.isEmpty()) {
            Collections.rotate(edges, -(turn % edges.size()));
        }
        return edges;
    }

    @Override
    public String token() {
        return real.token();
    }

    @Override
    public String presentToken() {
        return real.presentToken();
    }

    @Override
    public String replacementOf(String refused) {
        return real.replacementOf(refused);
    }
}
