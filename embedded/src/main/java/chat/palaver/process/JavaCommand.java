package chat.palaver.process;

import java.io.File;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The command line of one Java program, run by the same Java as this one. */
public record JavaCommand(
        List<String> classPath, List<String> jvmOptions, String mainClass, List<String> arguments) {

    public JavaCommand {
        classPath = List.copyOf(classPath);
        jvmOptions = List.copyOf(jvmOptions);
        arguments = List.copyOf(arguments);
    }

    /**
     * The same for a process that lives minutes: without the compiler that takes long and makes the
     * fastest code.
     */
    public JavaCommand compilingQuickly() {
        List<String> options = new ArrayList<>(jvmOptions);
        options.add("-XX:TieredStopAtLevel=1");
        return new JavaCommand(classPath, options, mainClass, arguments);
    }

    /**
     * The same with another limit to its heap.
     *
     * @param megabytes 1 or more
     */
    public JavaCommand withHeap(int megabytes) {
        List<String> options = new ArrayList<>(jvmOptions);
        // Of two the later one counts.
        options.add("-Xmx" + megabytes + "m");
        return new JavaCommand(classPath, options, mainClass, arguments);
    }

    /** The words of the command line, the path of the program first. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        words.addAll(jvmOptions);
        words.add("-cp");
        words.add(String.join(File.pathSeparator, classPath));
        words.add(mainClass);
        words.addAll(arguments);
        return words;
    }
}
