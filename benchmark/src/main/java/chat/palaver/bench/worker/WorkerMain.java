package chat.palaver.bench.worker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A process of the load generator: reads orders from standard input, answers on standard output,
 * ends with its input, whatever it is doing. So it ends with the driver, however that ends.
 */
public final class WorkerMain {
    private WorkerMain() {}

    public static void main(String[] args) throws IOException {
        ObjectMapper json = new ObjectMapper();
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        Worker worker = new Worker();
        ExecutorService orders = Executors.newSingleThreadExecutor();
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String order = line;
            orders.execute(() -> out.println(answer(worker, json, order)));
        }
        // Whatever is carried out still is carried out for nobody.
        System.exit(0);
    }

    private static String answer(Worker worker, ObjectMapper json, String line) {
        try {
            return json.writeValueAsString(carriedOut(worker, json, line));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("every reply can be written", e);
        }
    }

    private static Reply carriedOut(Worker worker, ObjectMapper json, String line) {
        try {
            return worker.carryOut(json.readValue(line, Order.class));
        } catch (IOException | RuntimeException e) {
            return new Reply.Failed(e.toString());
        }
    }
}
