package chat.palaver.edge.feed;

import chat.palaver.schemas.fold.KeptId;

/** What becomes of an own append once it stands in the log. One of the three is called, once. */
public interface Outcome {
    /**
     * The feed has folded it.
     *
     * @param first the kept record of this sender and id
     * @param copy whether the appended one is another
     */
    void folded(KeptId first, boolean copy);

    /** It stands behind the end of its stretch and counts nowhere: it must be appended again. */
    void moved();

    /** Nobody here will know: the record may be in the log or not count there. */
    void unknown();
}
