package chat.palaver.launcher;

import java.nio.file.Path;

/**
 * Where this process logs. Standard output belongs to the one line that says all is ready, so the
 * services inside log to a file. Must be called before the first logger is made.
 */
final class Logs {
    private Logs() {}

    static void to(Path folder) {
        System.setProperty("log4j2.configurationFile", "launcher-log4j2.xml");
        System.setProperty("palaver.logs", folder.toString());
    }
}
