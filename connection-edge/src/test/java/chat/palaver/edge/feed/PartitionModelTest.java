package chat.palaver.edge.feed;

import static org.assertj.core.api.Assertions.assertThat;

import chat.palaver.schemas.fold.Folded;
import chat.palaver.schemas.frames.CloseCode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every device gets exactly the kept records after its start, in order, and every append that an
 * edge lives to answer is answered with the one position of its message, whatever happens.
 */
class PartitionModelTest {
    private static final int STEPS = 600;

    @ParameterizedTest
    @CsvSource({"1,300,0.0", "1000,300,0.02", "2000,300,0.1", "3000,100,0.3"})
    void nothingIsLostDoubledOrOutOfOrder(long firstSeed, int seeds, double faults) {
        int answers = 0;
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            answers += run(seed, faults, 0, 0).answers.size();
        }
        assertThat(answers).isGreaterThan(seeds);
    }

    @ParameterizedTest
    @CsvSource({"4000,200,0.02,0.02", "5000,200,0.1,0.1"})
    void nothingIsLostWhenRetentionPassesWhereAnEdgeStands(
            long firstSeed, int seeds, double faults, double retention) {
        long beginnings = 0;
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            beginnings += run(seed, faults, retention, 0).beginnings();
        }
        assertThat(beginnings).isPositive();
    }

    @ParameterizedTest
    @CsvSource({
        "6000,600,0.0,0.0,0.02",
        "17000,400,0.02,0.0,0.02",
        "18000,400,0.1,0.0,0.05",
        "19000,100,0.3,0.0,0.05",
        "20000,200,0.1,0.05,0.05"
    })
    void nothingIsLostDoubledOrOutOfOrderWhileLogsMove(
            long firstSeed, int seeds, double faults, double retention, double moves) {
        int appendedAgain = 0;
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            appendedAgain += run(seed, faults, retention, moves).appendedAgain;
        }
        assertThat(appendedAgain).isPositive();
    }

    private static PartitionModel run(long seed, double faults, double retention, double moves) {
        PartitionModel model = new PartitionModel(seed, faults, retention, moves);
        List<Device> devices = new ArrayList<>();
        for (int step = 0; step < STEPS; step++) {
            model.step();
            if (model.random.nextInt(40) == 0) {
                String channel = model.channels.get(model.random.nextInt(3));
                devices.add(model.any().connect(channel, null));
            }
            if (model.random.nextInt(60) == 0) {
                move(model, devices);
            }
            if (model.random.nextDouble() < faults / 10) {
                comeBack(model, devices, model.kill());
            }
            resumeClosed(model, devices);
        }
        quiet(model, devices);
        for (Device device : devices) {
            check(model, device, seed);
        }
        checkAnswers(model, seed);
        return model;
    }

    /** The devices of an edge that has died go to others with what they have. */
    private static void comeBack(
            PartitionModel model, List<Device> devices, PartitionModel.Edge dead) {
        for (Device device : dead.devices) {
            devices.remove(device);
            Long after = device.started() ? device.last() : null;
            devices.add(model.any().connect(device.channel, after));
        }
    }

    /** A device goes to another edge and resumes there with what it has. */
    private static void move(PartitionModel model, List<Device> devices) {
        PartitionModel.Edge from = model.any();
        List<Device> started = from.devices.stream().filter(Device::started).toList();
        if (started.isEmpty()) {
            return;
        }
        Device device = started.get(model.random.nextInt(started.size()));
        from.disconnect(device);
        devices.remove(device);
        devices.add(model.any().connect(device.channel, device.last()));
    }

    /** The last faults are told of by the next restart at the latest. */
    private static void quiet(PartitionModel model, List<Device> devices) {
        model.calm();
        model.restart();
        model.settle();
        if (resumeClosed(model, devices)) {
            model.settle();
        }
    }

    /** Whoever is closed comes again, through any edge, with what he has. */
    private static boolean resumeClosed(PartitionModel model, List<Device> devices) {
        List<Device> closed = devices.stream().filter(d -> d.closedWith != null).toList();
        for (Device device : closed) {
            assertThat(device.closedWith).isEqualTo(CloseCode.INTERNAL);
            model.edges.forEach(edge -> edge.devices.remove(device));
            devices.remove(device);
            Long after = device.started() ? device.last() : null;
            devices.add(model.any().connect(device.channel, after));
        }
        return !closed.isEmpty();
    }

    private static void check(PartitionModel model, Device device, long seed) {
        assertThat(device.caughtUps()).as("seed %d: caught up once", seed).isEqualTo(1);
        List<Folded.Kept> expected =
                model.kept(device.channel).stream()
                        .filter(kept -> kept.position() > device.start())
                        .toList();
        assertThat(device.positions())
                .as("seed %d: %s", seed, model.story(device.channel))
                .isEqualTo(expected.stream().map(Folded.Kept::position).toList());
        assertThat(device.prevs())
                .as("seed %d: chain", seed)
                .isEqualTo(expected.stream().map(Folded.Kept::prev).toList());
    }

    private static void checkAnswers(PartitionModel model, long seed) {
        Map<String, Long> first = new HashMap<>();
        for (String channel : model.channels) {
            for (Folded.Kept kept : model.kept(channel)) {
                first.put(channel + kept.record().getId(), kept.position());
            }
        }
        for (PartitionModel.Answer answer : model.answers) {
            assertThat(answer.position())
                    .as("seed %d: %s", seed, answer)
                    .isEqualTo(first.get(answer.channel() + answer.id()));
            assertThat(answer.copy())
                    .as("seed %d: %s", seed, answer)
                    .isEqualTo(answer.position() != answer.appended());
        }
        for (PartitionModel.Edge edge : model.edges) {
            assertThat(edge.open).as("seed %d: not answered", seed).isZero();
        }
    }
}
