package chat.palaver.demo.play;

/** Told how much of something is done. */
@FunctionalInterface
public interface Progress {
    void at(int done, int all);
}
