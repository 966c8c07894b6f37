package chat.palaver.launcher;

import chat.palaver.process.ClassArchive;
import chat.palaver.process.EmbeddedCassandra;
import chat.palaver.process.EmbeddedKafka;
import chat.palaver.process.Installation;
import chat.palaver.process.JavaCommand;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Makes the class archives that are missing, the first time a new build is started: its processes
 * note what they load, and when all is ready the archives are made, beside everything else. The
 * next start is faster by that.
 */
final class ClassArchives {
    /** The module whose class path all services share. */
    static final String SERVICES = "launcher";

    /** Set by the script, since a test or a benchmark wants nothing to be done beside it. */
    private static final String WANTED = "palaver.class-archives";

    private final Installation installation;
    private final boolean wanted;

    ClassArchives(Installation installation) {
        this.installation = installation;
        this.wanted = Boolean.getBoolean(WANTED);
    }

    /** A part's command that notes what it loads, if that is wanted. */
    JavaCommand noted(Part part, JavaCommand command) throws IOException {
        ClassArchive archive = installation.classArchive(moduleOf(part.kind()));
        return wanted && !archive.isThere() ? command.with(archive.note(part.name())) : command;
    }

    /**
     * Makes what is missing and has been noted, until it is interrupted. All is ready by then: most
     * of what will ever be loaded has been.
     */
    void makeMissing(PrintStream progress) {
        try {
            List<ClassArchive> missing = new ArrayList<>();
            for (String module :
                    List.of(EmbeddedKafka.MODULE, EmbeddedCassandra.MODULE, SERVICES)) {
                ClassArchive archive = installation.classArchive(module);
                if (!archive.isThere() && archive.isNoted()) {
                    missing.add(archive);
                }
            }
            for (ClassArchive archive : missing) {
                archive.make();
            }
            if (!missing.isEmpty()) {
                progress.println("palaver: the next start will be faster: classes are archived");
            }
        } catch (IOException e) {
            if (!Thread.currentThread().isInterrupted()) {
                progress.println("palaver: the next start will be as slow: " + e.getMessage());
            }
        }
    }

    private static String moduleOf(Kind kind) {
        return switch (kind) {
            case KAFKA -> EmbeddedKafka.MODULE;
            case CASSANDRA -> EmbeddedCassandra.MODULE;
            default -> SERVICES;
        };
    }
}
