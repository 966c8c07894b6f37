package chat.palaver.check.workload;

import chat.palaver.check.history.Recorder;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;

/** Who and what there is: people, channels, edges. Belongs to the loop once it runs. */
final class World {
    private final Recorder history;
    private final Random random;
    private final List<Person> people = new ArrayList<>();
    private final List<Room> rooms = new ArrayList<>();
    private final Map<String, Person> byUserId = new HashMap<>();
    private final Map<String, Room> byChannelId = new HashMap<>();
    private final TreeSet<String> edges = new TreeSet<>();
    private Person stranger;
    private Device sleeper;

    World(Recorder history, Random random) {
        this.history = history;
        this.random = random;
    }

    Recorder history() {
        return history;
    }

    Random random() {
        return random;
    }

    void add(Person person) {
        people.add(person);
        byUserId.put(person.userId(), person);
    }

    /** Somebody who is in no channel, and is not among {@link #people}. */
    void stranger(Person person) {
        stranger = person;
        byUserId.put(person.userId(), person);
    }

    Person stranger() {
        return stranger;
    }

    /** A device that stays away from the beginning to the end. */
    void sleeper(Device device) {
        sleeper = device;
    }

    Device sleeper() {
        return sleeper;
    }

    void add(Room room) {
        rooms.add(room);
        byChannelId.put(room.channelId(), room);
    }

    List<Person> people() {
        return people;
    }

    List<Room> rooms() {
        return rooms;
    }

    List<Device> devices() {
        return people.stream().flatMap(person -> person.devices().stream()).toList();
    }

    /** The user of this id, or null if he is none of this run's. */
    Person person(String userId) {
        return byUserId.get(userId);
    }

    /** The channel of this id, or null if it is of an earlier run. */
    Room room(String channelId) {
        return byChannelId.get(channelId);
    }

    /** What a history calls this user. */
    String nameOf(String userId) {
        if (userId.isEmpty()) {
            return null;
        }
        Person person = byUserId.get(userId);
        return person == null ? userId : person.name();
    }

    /** Edges are added as they are heard of; one that is away comes back, mostly where it was. */
    void addEdge(URI url) {
        edges.add(url.toString());
    }

    /** Their addresses; edge 1 first. */
    List<String> edges() {
        return List.copyOf(edges);
    }

    <T> T any(List<T> choice) {
        return choice.get(random.nextInt(choice.size()));
    }

    /** An edge, rather not this one. */
    String anyEdgeBut(String not) {
        List<String> others = edges.stream().filter(edge -> !edge.equals(not)).toList();
        return any(others.isEmpty() ? edges() : others);
    }
}
