package bench;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.sparkpipeline.common.file.FileTrees;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.local.driver.StreamingDriver;
import io.sparkpipeline.local.events.EventGenerator;
import io.sparkpipeline.local.events.SteadyProducer;
import io.sparkpipeline.local.kafka.KafkaBroker;
import io.sparkpipeline.local.process.ChildJvm;
import io.sparkpipeline.local.process.ChildProcess;
import io.sparkpipeline.local.process.FreePort;
import io.sparkpipeline.local.process.ModuleClassPath;
import io.sparkpipeline.local.process.ProjectHome;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Our streaming job against {@link BareStream}, on one broker, in turns. Arguments: class folder of the peer, work folder,
 * events, keys (several with commas), rounds, heap in MiB, records a second and partition that are let in at most.
 */
public final class StreamBench {

    private static final int PARTITIONS = 4;
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path peerClasses;
    private final Path work;
    private final int heap;
    private final int rate;
    private int runs;

    private StreamBench(Path peerClasses, Path work, int heap, int rate) {
        this.peerClasses = peerClasses;
        this.work = work;
        this.heap = heap;
        this.rate = rate;
    }

    public static void main(String[] args) throws Exception {
        StreamBench bench = new StreamBench(
                Path.of(args[0]), Path.of(args[1]), Integer.parseInt(args[5]), Integer.parseInt(args[6]));
        bench.all(Long.parseLong(args[2]), args[3].split(","), Integer.parseInt(args[4]));
    }

    private void all(long events, String[] keys, int rounds) throws Exception {
        Map<String, Integer> topics = new HashMap<>(Map.of("dead-letters", 1));
        for (String each : keys) {
            topics.put("events-" + each, PARTITIONS);
        }
        topics.put("steady", PARTITIONS);
        try (KafkaBroker broker = KafkaBroker.start(work.resolve("kafka"), topics)) {
            for (String each : keys) {
                produce(broker, "events-" + each, events, Integer.parseInt(each));
            }
            table("Draining " + grouped(events) + " events: records a second", keys, rounds, (runner, key) ->
                    drain(runner, broker, "events-" + key, events));
            recovery(broker, rounds);
        }
    }

    // ---- one job or the other

    /** A started job. */
    private record Running(ChildProcess process, int port, boolean ours) {

        /** Records of completed batches of this process; -1 before the first batch. */
        long records() throws Exception {
            if (!ours) {
                List<String> batches = batches();
                return batches.isEmpty()
                        ? -1
                        : batches.stream().mapToLong(line -> Long.parseLong(line.split(" ")[2])).sum();
            }
            JsonNode status = get("/ops/status");
            return status.path("batchesTotal").asLong() == 0 ? -1 : status.path("recordsTotal").asLong();
        }

        List<String> batches() throws IOException {
            return Files.readString(process.log()).lines().filter(line -> line.startsWith("batch ")).toList();
        }

        JsonNode get(String path) throws Exception {
            try {
                return JSON.readTree(text(path));
            } catch (IOException e) {
                return JSON.createObjectNode();
            }
        }

        String text(String path) throws Exception {
            return HTTP.send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build(),
                            BodyHandlers.ofString())
                    .body();
        }
    }

    private Running start(boolean ours, KafkaBroker broker, String topic, String output, Path folder, int rate)
            throws Exception {
        Files.createDirectories(folder);
        createTopic(broker, output);
        int port = FreePort.choose();
        List<String> arguments = ours
                ? List.of(
                        "--kafka-bootstrap", broker.bootstrap(), "--topic", topic, "--output-topic", output,
                        "--dead-letter-topic", "dead-letters", "--checkpoint-path", folder.resolve("cp").toString(),
                        "--batch-interval", "1s", "--max-rate-per-partition", Integer.toString(rate),
                        "--savepoint-interval", "60s", "--trigger-file", folder.resolve("trigger").toString(),
                        "--ui-port", Integer.toString(port))
                : List.of(
                        broker.bootstrap(), topic, Integer.toString(PARTITIONS), output,
                        folder.resolve("cp").toUri().toString(), "1000", Integer.toString(rate));
        ChildJvm ourJvm = StreamingDriver.jvm(folder, heap, arguments);
        if (ours) {
            return new Running(ourJvm.start(), port, true);
        }
        List<String> path = new ArrayList<>(List.of(peerClasses.toString()));
        path.addAll(ModuleClassPath.of(ProjectHome.locate(), "streaming-job"));
        ChildJvm bare = ChildJvm.of("bare", "bench.BareStream", folder)
                .withClassPath(path)
                .withJvmOptions(ourJvm.jvmOptions())
                .withArguments(arguments)
                .withEnvironment(ourJvm.environment())
                .withLog(folder.resolve("bare-" + ++runs + ".log"));
        return new Running(bare.start(), port, false);
    }

    /** The broker makes no topic by itself; one that is there from the run before the kill stays. */
    private static void createTopic(KafkaBroker broker, String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrap()))) {
            if (!admin.listTopics().names().get().contains(topic)) {
                admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
            }
        }
    }

    // ---- what is measured

    /** Records a second from the end of the first batch to the end of the last one. */
    private double drain(boolean ours, KafkaBroker broker, String topic, long events) throws Exception {
        Path folder = work.resolve("run-" + ++runs);
        try (Job job = new Job(start(ours, broker, topic, "out-" + runs, folder, rate))) {
            await(() -> job.records() >= 0);
            long first = job.records();
            long begin = System.nanoTime();
            await(() -> job.records() >= events);
            double seconds = (System.nanoTime() - begin) / 1e9;
            if (ours) {
                // Not within the measured time: it tells what one costs.
                Files.createFile(folder.resolve("trigger"));
                await(() -> job.metric("spark_streaming_savepoint_seconds") > 0);
                System.err.println("  " + sizes(job.running(), folder.resolve("cp")));
            }
            return (events - first) / seconds;
        } finally {
            FileTrees.delete(folder);
        }
    }

    /** What the state costs: its bytes on disk, and the mean seconds of a checkpoint and the last savepoint. */
    private static String sizes(Running job, Path checkpoints) throws Exception {
        String metrics = job.text("/ops/metrics");
        long count = (long) metric(metrics, "spark_streaming_checkpoint_lastCheckpointDuration_count");
        double sum = metric(metrics, "spark_streaming_checkpoint_lastCheckpointDuration_sum");
        return String.format(
                Locale.ROOT,
                "checkpoint folder %.1f MB; %d metadata writes, %.3f s on average; last savepoint %.1f s",
                bytes(checkpoints) / 1e6,
                count,
                count == 0 ? 0 : sum / count,
                metric(metrics, "spark_streaming_savepoint_seconds"));
    }

    private static double metric(String text, String name) {
        Matcher found = Pattern.compile("(?m)^" + name + "(?:\\{[^}]*})? (\\S+)$").matcher(text);
        return found.find() ? Double.parseDouble(found.group(1)) : Double.NaN;
    }

    /** The size of a folder that is written to meanwhile: of a file that vanishes under the walk, it walks again. */
    private static long bytes(Path folder) throws IOException {
        while (true) {
            try (var files = Files.walk(folder)) {
                return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
            } catch (java.io.UncheckedIOException e) {
                if (!(e.getCause() instanceof java.nio.file.NoSuchFileException)) {
                    throw e;
                }
            }
        }
    }

    /** Seconds from the start of the process to its first completed batch, after a SIGKILL with state. */
    private void recovery(KafkaBroker broker, int rounds) throws Exception {
        double[][] seconds = new double[2][rounds];
        SteadyProducer.Load load = new SteadyProducer.Load(Long.MAX_VALUE, 2_000);
        try (SteadyProducer producer = SteadyProducer.start(
                broker.bootstrap(), "steady", new EventGenerator(7, 1_000), load, Clocks.system())) {
            for (int round = 0; round < rounds; round++) {
                for (int who = 0; who < 2; who++) {
                    seconds[who][round] = recoverOnce(who == 1, broker);
                }
            }
            producer.stop();
        }
        System.out.printf(Locale.ROOT, "%n| seconds from start to first batch, after SIGKILL | bare | ours | ours / bare |%n");
        System.out.println("|---|---|---|---|");
        double bare = median(seconds[0]);
        double ours = median(seconds[1]);
        System.out.printf(Locale.ROOT, "| 2,000 events/s, 1,000 keys | %.1f | %.1f | %.2f |%n", bare, ours, ours / bare);
    }

    private double recoverOnce(boolean ours, KafkaBroker broker) throws Exception {
        Path folder = work.resolve("run-" + ++runs);
        String output = "out-" + runs;
        try {
            try (Job job = new Job(start(ours, broker, "steady", output, folder, 20_000))) {
                await(() -> stateIsCheckpointed(folder.resolve("cp")));
                job.running().process().kill();
            }
            long begin = System.nanoTime();
            try (Job job = new Job(start(ours, broker, "steady", output, folder, 20_000))) {
                await(() -> job.records() >= 0);
                return (System.nanoTime() - begin) / 1e9;
            }
        } finally {
            FileTrees.delete(folder);
        }
    }

    private static boolean stateIsCheckpointed(Path checkpoints) {
        try (var folders = Files.walk(checkpoints, 2)) {
            return folders.filter(path -> path.getFileName().toString().startsWith("rdd-")).count() >= 2;
        } catch (IOException | java.io.UncheckedIOException e) {
            return false;
        }
    }

    // ---- helpers

    /** Lets a job be used in conditions, and ends it with its block. */
    private record Job(Running running) implements AutoCloseable {

        long records() {
            if (!running.process().isAlive()) {
                throw new IllegalStateException(running.process().failure(40));
            }
            try {
                return running.records();
            } catch (Exception e) {
                return -1;
            }
        }

        double metric(String name) {
            try {
                return StreamBench.metric(running.text("/ops/metrics"), name);
            } catch (Exception e) {
                return -1;
            }
        }

        @Override
        public void close() {
            running.process().close();
        }
    }

    private interface Cell {
        double measure(boolean ours, String key) throws Exception;
    }

    private static void table(String title, String[] keys, int rounds, Cell cell) throws Exception {
        System.out.println("\n| " + title + " | bare | ours | ours / bare |");
        System.out.println("|---|---|---|---|");
        for (String key : keys) {
            double[][] values = new double[2][rounds];
            for (int round = 0; round < rounds; round++) {
                for (int who = 0; who < 2; who++) {
                    // Which one goes first changes, so that neither always has the warmer machine.
                    int turn = (who + round) % 2;
                    values[turn][round] = cell.measure(turn == 1, key);
                    System.err.printf(
                            Locale.ROOT, "round %d, %s keys, %s: %.0f%n", round + 1, key, turn == 1 ? "ours" : "bare", values[turn][round]);
                }
            }
            double bare = median(values[0]);
            double ours = median(values[1]);
            System.out.printf(
                    Locale.ROOT, "| %s keys | %.0f | %.0f | %.2f |%n", grouped(Long.parseLong(key)), bare, ours, ours / bare);
        }
    }

    private static void produce(KafkaBroker broker, String topic, long events, int keys) throws Exception {
        System.err.println("producing " + events + " events over " + keys + " keys");
        try (SteadyProducer producer = SteadyProducer.start(
                broker.bootstrap(), topic, new EventGenerator(1, keys), new SteadyProducer.Load(events, 0), Clocks.system())) {
            if (!producer.awaitDone(LIMIT)) {
                throw new IllegalStateException("not all events were produced within " + LIMIT);
            }
        }
    }

    private static void await(BooleanSupplier condition) {
        if (!Pauses.until(LIMIT, Duration.ofMillis(50), condition)) {
            throw new IllegalStateException("a job did not come there within " + LIMIT);
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static String grouped(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }
}
