package chat.palaver.bench.target;

import chat.palaver.client.api.ApiSession;

/** Somebody with an account and a device. */
public interface Person {
    String userId();

    /** An access token that is good for minutes yet. */
    String token();

    /** The API as this person sees it. */
    ApiSession api();
}
