package chat.palaver.bench.scenario;

import chat.palaver.bench.target.Person;
import chat.palaver.client.api.NewChannel;
import java.util.List;

/**
 * A group of people.
 *
 * @param members the first is the owner
 */
record Group(String channel, List<Person> members) {
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
        NewChannel wanted = NewChannel.of("Bench", others);
        String channel =
                members.get(0).api().create(log == null ? wanted : wanted.withLog(log)).channelId();
        return new Group(channel, members);
    }

    /** A member, in turn: connections may be more than people. */
    Person member(int index) {
        return members.get(index % members.size());
    }
}
