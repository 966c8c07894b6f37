package chat.palaver.api;

/** Who calls: proven by the access token, and by the login still being there. */
record Caller(String userId, String deviceId) {}
