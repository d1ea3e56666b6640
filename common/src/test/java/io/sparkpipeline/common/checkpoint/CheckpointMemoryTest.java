package io.sparkpipeline.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sparkpipeline.common.cli.ForkedJvm;
import io.sparkpipeline.common.cli.JobException;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import net.jpountz.lz4.LZ4BlockOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large and crafted metadata, read within the heap of the jobs' images (job-options.txt). */
class CheckpointMemoryTest {

    private static final List<String> HEAP = List.of("-XX:+UseSerialGC", "-Xmx132m", "-Xmn20m");

    @TempDir
    private Path folder;

    /** Reads one file as a job does. */
    static final class Read {

        private Read() {}

        public static void main(String[] args) throws IOException {
            try {
                CheckpointMetadata read = CheckpointMetadata.read(
                        CheckpointFile.of(Path.of(args[0])).orElseThrow());
                System.out.println("read " + read.offsets().byTopic().get("events"));
            } catch (JobException e) {
                System.out.println(e.happened());
                System.exit(e.exitCode().code());
            }
        }
    }

    private ForkedJvm read(Path file) throws IOException {
        return ForkedJvm.start(Read.class.getName(), HEAP, Map.of(), folder.resolve("output"), file.toString());
    }

    @Test
    void athousandPartitionsAndTwoHundredWaitingBatchesFit() throws Exception {
        ArrayList<Object> ranges = new ArrayList<>();
        for (int i = 0; i < 200_000; i++) {
            ranges.add(new SparkObjects.Range("events", i % 1000, 1_000_000L + i, 2_000_000L + i));
        }
        Path file = folder.resolve("checkpoint-1000");
        Files.write(
                file, CheckpointFixture.compressed(SparkObjects.serialized(new SparkObjects.Checkpoint(ranges, 1000))));
        try (ForkedJvm jvm = read(file)) {
            assertThat(jvm.exit()).as(jvm.output()).isZero();
            assertThat(jvm.output()).contains("read {0=1000000, 1=1000001,", "999=1000999}");
        }
    }

    @Test
    void oneThatIsTooLargeForTheHeapIsToldByName() throws Exception {
        Path file = folder.resolve("checkpoint-1000");
        try (DataOutputStream out = new DataOutputStream(new LZ4BlockOutputStream(Files.newOutputStream(file)))) {
            out.write(SparkObjects.serialized(new SparkObjects.Checkpoint("graph", 1000)));
            for (int i = 0; i < 3_000_000; i++) {
                out.writeByte(0x74);
                out.writeUTF("text " + i);
            }
        }
        try (ForkedJvm jvm = read(file)) {
            assertThat(jvm.exit()).as(jvm.output()).isEqualTo(1);
            assertThat(jvm.output()).contains("checkpoint-1000 would take more than", "its share of the heap of");
        }
    }

    @Test
    void aFileThatIsTooLargeForTheHeapIsToldByName() throws Exception {
        Path file = folder.resolve("checkpoint-1000");
        Files.write(file, new byte[100 << 20]);
        try (ForkedJvm jvm = read(file)) {
            assertThat(jvm.exit()).as(jvm.output()).isEqualTo(1);
            assertThat(jvm.output()).contains("checkpoint-1000 would take more than", "its share of the heap of");
        }
    }

    @Test
    void bytesThatNobodyNeedsTakeNoMemory() throws Exception {
        Path file = folder.resolve("checkpoint-1000");
        Files.write(
                file,
                CheckpointFixture.compressed(
                        SparkObjects.serialized(new SparkObjects.Checkpoint(new byte[100 << 20], 1000))));
        try (ForkedJvm jvm = read(file)) {
            assertThat(jvm.exit()).as(jvm.output()).isZero();
        }
    }

    /** Each of its bytes is the tag of a string, whose length the two bytes behind it would be. */
    @Test
    void anArrayOfTagsIsReadInOnePass() throws Exception {
        byte[] tags = new byte[16 << 20];
        Arrays.fill(tags, (byte) 0x74);
        Path file = folder.resolve("checkpoint-1000");
        Files.write(
                file, CheckpointFixture.compressed(SparkObjects.serialized(new SparkObjects.Checkpoint(tags, 1000))));
        CheckpointMetadata metadata = assertTimeoutPreemptively(
                Duration.ofSeconds(10),
                () -> CheckpointMetadata.read(CheckpointFile.of(file).orElseThrow()));
        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(10), metadata::references))
                .isEmpty();
    }
}
