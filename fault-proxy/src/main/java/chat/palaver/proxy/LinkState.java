package chat.palaver.proxy;

/**
 * What the control port tells of a link.
 *
 * @param mode in its written form
 * @param connections that are open now
 * @param accepted connections since the start
 * @param forth bytes that have arrived at the target since the start
 * @param back bytes that have arrived at those who connected
 */
public record LinkState(
        Link link, String mode, int connections, long accepted, long forth, long back) {}
