package chat.palaver.check.workload;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Whether everybody has what he is owed: who wants to be is connected, is live in every channel he
 * is a member of, and has what was answered there. Belongs to the loop.
 */
final class Settling {
    private static final int NAMED = 10;

    private final World world;

    Settling(World world) {
        this.world = world;
    }

    /** The answered position of each channel. */
    Map<Room, Long> answered() {
        Map<Room, Long> answered = new HashMap<>();
        world.rooms().forEach(room -> answered.put(room, room.answered()));
        return answered;
    }

    boolean isDone(Map<Room, Long> owed) {
        return behind(owed).findAny().isEmpty() && unheard().findAny().isEmpty();
    }

    /** Who is behind, and where, in words; some of them. */
    String state(Map<Room, Long> owed) {
        List<String> words =
                Stream.concat(behind(owed).map(device -> device.state(owed)), unheard())
                        .limit(NAMED)
                        .toList();
        return words.toString();
    }

    private Stream<Device> behind(Map<Room, Long> owed) {
        return world.devices().stream()
                .filter(Settling::isThere)
                .filter(device -> !device.has(owed));
    }

    /**
     * Members who are live and have not been told so. A channel that is being changed is left out:
     * its members are not certain.
     */
    private Stream<String> unheard() {
        return world.rooms().stream()
                .filter(room -> !room.changing())
                .flatMap(room -> room.members().stream().flatMap(person -> unheard(room, person)));
    }

    private static Stream<String> unheard(Room room, Person person) {
        return person.devices().stream()
                .filter(Settling::isThere)
                .filter(Device::isConnected)
                .filter(device -> !device.isLive(room))
                .map(device -> device + " is a member of " + room.name() + " and not live there");
    }

    private static boolean isThere(Device device) {
        return device.wanted() && device.isReading();
    }
}
