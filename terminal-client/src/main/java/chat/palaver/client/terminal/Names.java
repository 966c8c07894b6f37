package chat.palaver.client.terminal;

import chat.palaver.client.api.ApiException;
import chat.palaver.client.api.ApiSession;
import chat.palaver.client.api.Member;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;

/** Usernames by user id, asked for once. Bounded: the oldest is forgotten. Thread-safe. */
final class Names {
    private static final int MOST = 10_000;

    private final ApiSession api;
    private final Map<String, String> known =
            new LinkedHashMap<>() {
                private static final long serialVersionUID = 1;

                @Override
                protected boolean removeEldestEntry(Map.Entry<String, String> eldest) {
                    return size() > MOST;
                }
            };

    Names(ApiSession api) {
        this.api = api;
    }

    synchronized void learn(Collection<Member> members) {
        members.forEach(member -> learn(member.userId(), member.username()));
    }

    synchronized void learn(String userId, String username) {
        known.put(userId, SafeText.line(username));
    }

    /** The name, or the id when it cannot be found out now. */
    String of(String userId) {
        synchronized (this) {
            if (known.containsKey(userId)) {
                return known.get(userId);
            }
        }
        try {
            learn(userId, api.user(userId).username());
        } catch (ApiException e) {
            return SafeText.line(userId);
        }
        synchronized (this) {
            return known.getOrDefault(userId, userId);
        }
    }
}
