package chat.palaver.check.workload;

import chat.palaver.client.api.ApiSession;
import java.util.ArrayList;
import java.util.List;

/** A user of the workload. */
final class Person {
    private final int number;
    private final String userId;
    private final String username;
    private final String password;
    private final ApiSession api;
    private final List<Device> devices = new ArrayList<>();
    private int open;

    Person(int number, String username, String password, ApiSession api) {
        this.number = number;
        this.userId = api.userId();
        this.username = username;
        this.password = password;
        this.api = api;
    }

    int number() {
        return number;
    }

    /** As histories call him. */
    String name() {
        return "u" + number;
    }

    String userId() {
        return userId;
    }

    String username() {
        return username;
    }

    String password() {
        return password;
    }

    /** A log-in for HTTP alone, which lasts from beginning to end. */
    ApiSession api() {
        return api;
    }

    /** Sends of his that are under way. */
    int open() {
        return open;
    }

    void opens(int more) {
        open += more;
    }

    List<Device> devices() {
        return devices;
    }

    @Override
    public String toString() {
        return name();
    }
}
