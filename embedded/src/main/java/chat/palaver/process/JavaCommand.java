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
        return with(List.of("-XX:TieredStopAtLevel=1"));
    }

    /**
     * The same with another limit to its heap.
     *
     * @param megabytes 1 or more
     */
    public JavaCommand withHeap(int megabytes) {
        return with(List.of("-Xmx" + megabytes + "m"));
    }

    /** The same with more options for the JVM; of two that exclude each other the later counts. */
    public JavaCommand with(List<String> moreOptions) {
        List<String> options = new ArrayList<>(jvmOptions);
        options.addAll(moreOptions);
        return new JavaCommand(classPath, options, mainClass, arguments);
    }

    /** The path of the Java that runs this. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The words of the command line, the path of the program first. */
    public List<String> words() {
        List<String> words = new ArrayList<>();
        words.add(java());
        words.addAll(jvmOptions);
        words.add("-cp");
        words.add(String.join(File.pathSeparator, classPath));
        words.add(mainClass);
        words.addAll(arguments);
        return words;
    }
}
