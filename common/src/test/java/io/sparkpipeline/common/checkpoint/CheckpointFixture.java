package io.sparkpipeline.common.checkpoint;

import io.sparkpipeline.common.checkpoint.SparkObjects.Checkpoint;
import io.sparkpipeline.common.checkpoint.SparkObjects.Partitioner;
import io.sparkpipeline.common.checkpoint.SparkObjects.Range;
import io.sparkpipeline.common.checkpoint.SparkObjects.Setting;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import net.jpountz.lz4.LZ4BlockOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * Writes checkpoint directories in Spark's order and form: RDD parts, then {@code temp}, the old metadata renamed to
 * {@code .bk}, {@code temp} renamed into place, and then the RDDs that nothing names any more deleted. The real ones are
 * read in the tests that run a driver; this one is for what a driver does too seldom.
 */
public final class CheckpointFixture {

    public static final int PARTS = 4;

    private final Path root;
    private final String run = new UUID(7, 9).toString();
    private final Deque<Integer> live = new ArrayDeque<>();
    private final List<Setting> settings = new ArrayList<>();
    private int nextRdd;

    public CheckpointFixture(Path root) {
        this.root = root;
    }

    /** Writes metadata as of our own pipeline, whose fingerprint says how many partitions its state has. */
    public CheckpointFixture ofOurOwn() {
        settings.add(new Setting(
                "spark.pipeline.fingerprint", "graph=1;topic=events;state partitions=" + PARTS + ";checkpoint path=x"));
        return this;
    }

    public Path root() {
        return root;
    }

    /** Writes one state RDD and then a metadata file that names it and the one before. */
    public CheckpointFile batch(long timeMillis) throws IOException {
        int rdd = nextRdd++;
        Path folder = rddFolder(rdd);
        Files.createDirectories(folder);
        for (int part = 0; part < PARTS; part++) {
            byte[] content = ("rdd " + rdd + " part " + part).repeat(50).getBytes(StandardCharsets.UTF_8);
            Files.write(folder.resolve("part-0000" + part), content);
        }
        Files.write(folder.resolve(RddFolder.PARTITIONER), SparkObjects.serialized(new Partitioner(PARTS)));
        live.addLast(rdd);
        CheckpointFile file = metadata(timeMillis);
        while (live.size() > 2) {
            deleteRdd(live.removeFirst());
        }
        return file;
    }

    /** Writes the metadata file of a batch, which names the live RDDs. */
    public CheckpointFile metadata(long timeMillis) throws IOException {
        return metadata(timeMillis, null);
    }

    /** The same of a stream that reads a topic's partition 0 from that offset on. */
    public CheckpointFile batchReading(long timeMillis, String topic, long from) throws IOException {
        return metadata(timeMillis, new Range(topic, 0, from, from + 10));
    }

    private CheckpointFile metadata(long timeMillis, @Nullable Range reads) throws IOException {
        List<String> names = live.stream()
                .skip(Math.max(0, live.size() - 2))
                .map(rdd -> "file:" + root + "/" + run + "/rdd-" + rdd)
                .toList();
        Path temporary = root.resolve("temp");
        ArrayList<Object> graph = new ArrayList<>(names);
        if (reads != null) {
            graph.add(reads);
        }
        Checkpoint checkpoint = new Checkpoint(graph, timeMillis, settings.toArray(Setting[]::new));
        Files.write(temporary, compressed(SparkObjects.serialized(checkpoint)));
        Path target = root.resolve("checkpoint-" + timeMillis);
        try {
            Files.move(target, root.resolve(target.getFileName() + ".bk"), StandardCopyOption.REPLACE_EXISTING);
        } catch (NoSuchFileException e) {
            // the first write of this batch
        }
        Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        forgetOld();
        return CheckpointFile.of(target).orElseThrow();
    }

    private void forgetOld() throws IOException {
        List<CheckpointFile> files = new CheckpointDirectory(root).metadataNewestFirst();
        for (CheckpointFile old : files.subList(Math.min(10, files.size()), files.size())) {
            Files.delete(old.path());
        }
    }

    public Path rddFolder(int rdd) {
        return root.resolve(run).resolve("rdd-" + rdd);
    }

    public int newestRdd() {
        return nextRdd - 1;
    }

    private void deleteRdd(int rdd) throws IOException {
        for (int part = 0; part < PARTS; part++) {
            Files.deleteIfExists(rddFolder(rdd).resolve("part-0000" + part));
        }
        Files.deleteIfExists(rddFolder(rdd).resolve(RddFolder.PARTITIONER));
        Files.deleteIfExists(rddFolder(rdd));
    }

    static byte[] compressed(byte[] stream) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (LZ4BlockOutputStream out = new LZ4BlockOutputStream(bytes, 32 * 1024)) {
            // Spark flushes in between, which puts several blocks into the file.
            out.write(Arrays.copyOf(stream, stream.length / 2));
            out.flush();
            out.write(stream, stream.length / 2, stream.length - stream.length / 2);
        }
        return bytes.toByteArray();
    }
}
