package chat.palaver.bench.worker;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * A process of the load generator: reads orders from standard input, answers on standard output,
 * ends with its input. So it ends with the driver, however that ends.
 */
public final class WorkerMain {
    private WorkerMain() {}

    public static void main(String[] args) throws IOException {
        ObjectMapper json = new ObjectMapper();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        try (Worker worker = new Worker();
                BufferedReader in =
                        new BufferedReader(
                                new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                out.println(json.writeValueAsString(answer(worker, json, line)));
            }
        }
        System.exit(0);
    }

    private static Reply answer(Worker worker, ObjectMapper json, String line) {
        try {
            return worker.carryOut(json.readValue(line, Order.class));
        } catch (IOException | RuntimeException e) {
            return new Reply.Failed(e.toString());
        }
    }
}
