package chat.palaver.embeddedkafka;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A listener beside the usual one. Who comes by it is told another port than the broker's own, as
 * by way of a proxy.
 */
record FurtherListener(String name, int port, int advertisedPort) {
    /** Reads {@code NAME:PORT:ADVERTISED,...}. */
    static List<FurtherListener> parse(Optional<String> text) {
        return text.stream()
                .flatMap(all -> Stream.of(all.split(",")))
                .map(each -> each.split(":"))
                .map(
                        words ->
                                new FurtherListener(
                                        words[0],
                                        Integer.parseInt(words[1]),
                                        Integer.parseInt(words[2])))
                .toList();
    }
}
