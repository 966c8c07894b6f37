package chat.palaver.launcher;

import chat.palaver.process.ClassArchive;
import chat.palaver.process.EmbeddedCassandra;
import chat.palaver.process.EmbeddedKafka;
import chat.palaver.process.Installation;
import chat.palaver.process.JavaCommand;
import java.io.IOException;
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

    ClassArchives(Installation installation, Plan plan) {
        this.installation = installation;
        this.wanted = Boolean.getBoolean(WANTED) && !plan.shortLived();
    }

    /** A part's command that notes what it loads, if that is wanted. */
    JavaCommand noted(Part part, JavaCommand command) {
        ClassArchive archive = installation.classArchive(moduleOf(part.kind()));
        if (!wanted || archive.isThere()) {
            return command;
        }
        try {
            return command.with(archive.note(part.name()));
        } catch (IOException e) {
            // Where nothing can be written it starts all the same.
            return command;
        }
    }

    /**
     * Makes what is missing and has been noted. All is ready by then: most of what will ever be
     * loaded has been.
     *
     * @return whether something was made
     * @throws IOException when one cannot be made, or the thread is interrupted
     */
    boolean makeMissing() throws IOException {
        boolean made = false;
        for (String module : List.of(EmbeddedKafka.MODULE, EmbeddedCassandra.MODULE, SERVICES)) {
            ClassArchive archive = installation.classArchive(module);
            if (wanted && !archive.isThere() && archive.isNoted()) {
                archive.make();
                made = true;
            }
        }
        return made;
    }

    private static String moduleOf(Kind kind) {
        return switch (kind) {
            case KAFKA -> EmbeddedKafka.MODULE;
            case CASSANDRA -> EmbeddedCassandra.MODULE;
            default -> SERVICES;
        };
    }
}
