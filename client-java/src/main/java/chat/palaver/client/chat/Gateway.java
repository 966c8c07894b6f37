package chat.palaver.client.chat;

import chat.palaver.client.api.ApiException;
import chat.palaver.client.api.ApiSession;
import chat.palaver.client.api.Edge;
import java.net.URI;
import java.util.List;

/** What a chat session needs of the API server. The calls block and throw {@link ApiException}. */
public interface Gateway {
    /** A token for {@code hello}, fresh. */
    String token();

    /** The token as it is, for when the API server is away: the edge may still take it. */
    String presentToken();

    /** A token other than the one an edge refused. */
    String replacementOf(String refused);

    /** The edges, best first. */
    List<URI> edges();

    static Gateway of(ApiSession api) {
        return new Gateway() {
            @Override
            public String token() {
                return api.accessToken();
            }

            @Override
            public String presentToken() {
                return api.tokens().accessToken();
            }

            @Override
            public String replacementOf(String refused) {
                return api.replaceToken(refused);
            }

            @Override
            public List<URI> edges() {
                return api.edges().stream().map(Edge::url).toList();
            }
        };
    }
}
