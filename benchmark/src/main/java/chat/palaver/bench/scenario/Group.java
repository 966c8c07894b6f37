package chat.palaver.bench.scenario;

import chat.palaver.bench.target.Person;
import chat.palaver.client.api.ApiSession;
import chat.palaver.client.api.NewChannel;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A group of people.
 *
 * @param members the first is the owner
 */
record Group(String channel, List<Person> members) {
    /** Others than the owner with whom a group may be made; the rest is added one by one. */
    private static final int AT_CREATION = 999;

    private static final int ADDERS = 16;

    Group {
        members = List.copyOf(members);
    }

    /**
     * Makes one.
     *
     * @param log {@code own} or {@code shared}; null for the server's choice
     */
    static Group of(List<Person> members, String log) {
        List<String> others = members.stream().skip(1).map(Person::userId).toList();
        int first = Math.min(others.size(), AT_CREATION);
        NewChannel wanted = NewChannel.of("Bench", others.subList(0, first));
        ApiSession owner = members.get(0).api();
        String channel = owner.create(log == null ? wanted : wanted.withLog(log)).channelId();
        add(owner, channel, others.subList(first, others.size()));
        return new Group(channel, members);
    }

    /** Side by side: each waits until the history has it. */
    private static void add(ApiSession owner, String channel, List<String> users) {
        ExecutorService adders = Executors.newFixedThreadPool(ADDERS);
        try {
            users.stream()
                    .map(
                            user ->
                                    CompletableFuture.runAsync(
                                            () -> owner.putMember(channel, user, "member"), adders))
                    .toList()
                    .forEach(CompletableFuture::join);
        } finally {
            adders.shutdown();
        }
    }

    /** A member, in turn: connections may be more than people. */
    Person member(int index) {
        return members.get(index % members.size());
    }
}
