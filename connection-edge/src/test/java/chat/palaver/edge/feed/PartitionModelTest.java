package chat.palaver.edge.feed;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.fold.Folded;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every device gets exactly the kept records after its start, in order, whatever happens. */
class PartitionModelTest {
    private static final int STEPS = 600;

    @ParameterizedTest
    @CsvSource({"1,300,0.0", "1000,300,0.02", "2000,300,0.1", "3000,100,0.3"})
    void nothingIsLostDoubledOrOutOfOrder(long firstSeed, int seeds, double faults) {
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            run(seed, faults);
        }
    }

    private static void run(long seed, double faults) {
        PartitionModel model = new PartitionModel(seed, faults);
        List<Device> devices = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            model.step();
            if (model.random.nextInt(40) == 0) {
                PartitionModel.Edge edge =
                        model.edges.get(model.random.nextInt(PartitionModel.EDGES));
                String channel = model.channels.get(model.random.nextInt(3));
                edge.connect(channel, null);
                devices.add(edge.devices.get(edge.devices.size() - 1));
            }
            if (model.random.nextInt(60) == 0) {
                move(model, devices);
            }
        }
        quiet(model);
        for (Device device : devices) {
            check(model, device, seed);
        }
    }

    /** A device goes to another edge and resumes there with what it has. */
    private static void move(PartitionModel model, List<Device> devices) {
        PartitionModel.Edge from = model.edges.get(model.random.nextInt(PartitionModel.EDGES));
        List<Device> started = from.devices.stream().filter(Device::started).toList();
        if (started.isEmpty()) {
            return;
        }
        Device device = started.get(model.random.nextInt(started.size()));
        from.disconnect(device);
        devices.remove(device);
        PartitionModel.Edge to = model.edges.get(model.random.nextInt(PartitionModel.EDGES));
        to.connect(device.channel, device.last());
        devices.add(to.devices.get(to.devices.size() - 1));
    }

    /** The last faults are told of by the next restart at the latest. */
    private static void quiet(PartitionModel model) {
        model.calm();
        model.restart();
        model.settle();
    }

    private static void check(PartitionModel model, Device device, long seed) {
        assertThat(device.caughtUps()).as("seed %d: caught up once", seed).isEqualTo(1);
        List<Folded.Kept> expected =
                model.kept(device.channel).stream()
                        .filter(kept -> kept.position() > device.start())
                        .toList();
        assertThat(device.positions())
                .as("seed %d", seed)
                .isEqualTo(expected.stream().map(Folded.Kept::position).toList());
        assertThat(device.prevs())
                .as("seed %d: chain", seed)
                .isEqualTo(expected.stream().map(Folded.Kept::prev).toList());
    }
}
