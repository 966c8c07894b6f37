package chat.palaver.edge.feed;

import java.util.ArrayList;
import java.util.List;

/** One session, as feeds see it. Equality is identity. Its state is the loop's. */
public final class Subscriber {
    private final String id;
    private final String user;
    private final String device;
    private final FrameSink sink;
    private final ResumePoints resume;

    /** Where it is attached: one of tens of thousands must not be looked for everywhere. */
    private final List<ChannelFeed> feeds = new ArrayList<>(2);

    /**
     * A session that is attached nowhere.
     *
     * @param id session id
     * @param user user id
     * @param device device id
     * @param sink where its frames go
     * @param resume where it wants to go on
     */
    public Subscriber(String id, String user, String device, FrameSink sink, ResumePoints resume) {
        this.id = id;
        this.user = user;
        this.device = device;
        this.sink = sink;
        this.resume = resume;
    }

    public String id() {
        return id;
    }

    public String user() {
        return user;
    }

    public String device() {
        return device;
    }

    public FrameSink sink() {
        return sink;
    }

    public ResumePoints resume() {
        return resume;
    }

    /** The session is gone: no feed knows it any more. */
    public void end() {
        List.copyOf(feeds).forEach(feed -> feed.detach(this));
    }

    void attachedTo(ChannelFeed feed) {
        feeds.add(feed);
    }

    void detachedFrom(ChannelFeed feed) {
        feeds.remove(feed);
    }
}
