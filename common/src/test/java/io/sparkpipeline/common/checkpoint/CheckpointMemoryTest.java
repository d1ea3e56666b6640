package io.sparkpipeline.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.ForkedJvm;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.time.Clocks;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
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
            } catch (UnreadableCheckpointException e) {
                System.out.println(e.getMessage());
                System.exit(ExitCode.REFUSED.code());
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

    /** Refused as damaged, it is passed over for an older one; told as too large, it would end every start. */
    @Test
    void garbageBehindACheckpointIsDamageHoweverLongItIs() throws Exception {
        Path file = folder.resolve("checkpoint-1000");
        Files.write(
                file,
                CheckpointFixture.compressed(SparkObjects.serialized(new SparkObjects.Checkpoint("graph", 1000))));
        Files.write(file, new byte[100 << 20], StandardOpenOption.APPEND);
        try (ForkedJvm jvm = read(file)) {
            assertThat(jvm.exit()).as(jvm.output()).isEqualTo(ExitCode.REFUSED.code());
            assertThat(jvm.output()).contains("truncated or altered");
        }
    }

    /** A block that says to copy far more bytes than it has: a decompressor without a look at the end leaves the heap. */
    @Test
    void aDamagedBlockIsRefusedAndEndsNoProcess() throws Exception {
        int unpacked = 1 << 25;
        byte[] block = new byte[unpacked / 255];
        Arrays.fill(block, (byte) 255);
        block[0] = (byte) 0xF0;
        ByteBuffer header = ByteBuffer.allocate(21).order(ByteOrder.LITTLE_ENDIAN);
        header.put("LZ4Block".getBytes(StandardCharsets.US_ASCII)).put((byte) 0x2F);
        header.putInt(block.length).putInt(unpacked).putInt(0);
        Path file = folder.resolve("checkpoint-1000");
        Files.write(file, header.array());
        Files.write(file, block, StandardOpenOption.APPEND);
        try (ForkedJvm jvm = read(file)) {
            assertThat(jvm.exit()).as(jvm.output()).isEqualTo(ExitCode.REFUSED.code());
            assertThat(jvm.output()).contains("truncated or altered");
        }
    }

    @Test
    void emptyBlocksWithoutEndAreRefused() throws Exception {
        ByteBuffer empty = ByteBuffer.allocate(21).order(ByteOrder.LITTLE_ENDIAN);
        empty.put("LZ4Block".getBytes(StandardCharsets.US_ASCII)).put((byte) 0x16);
        Path file = folder.resolve("checkpoint-1000");
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            for (int i = 0; i < 200_000; i++) {
                out.write(empty.array());
            }
        }
        try (ForkedJvm jvm = read(file)) {
            assertThat(jvm.exit()).as(jvm.output()).isEqualTo(ExitCode.REFUSED.code());
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

    /** Takes a cut as a backup does. */
    static final class TakeCut {

        private TakeCut() {}

        public static void main(String[] args) throws IOException {
            Cut cut =
                    new ConsistentCut(Clocks.system(), CutOptions.defaults()).take(Path.of(args[0]), Path.of(args[1]));
            System.out.println("cut of " + cut.files() + " files");
        }
    }

    /** Many folders go on at once, but not with all their names in memory. */
    @Test
    void aCutOfManyLargeFoldersNeedsTheMemoryOfOne() throws Exception {
        int folders = 8;
        int parts = 12_000;
        Path root = Files.createDirectory(folder.resolve("app"));
        Path run = root.resolve("00000000-0000-0007-0000-000000000009");
        ArrayList<Object> names = new ArrayList<>();
        for (int rdd = 0; rdd < folders; rdd++) {
            Path state = Files.createDirectories(run.resolve("rdd-" + rdd));
            Path first = Files.write(state.resolve("part-00000"), new byte[10]);
            for (int part = 1; part < parts; part++) {
                Files.createLink(state.resolve(String.format(Locale.ROOT, "part-%05d", part)), first);
            }
            names.add("file:" + state);
        }
        Files.write(
                root.resolve("checkpoint-1000"),
                CheckpointFixture.compressed(SparkObjects.serialized(new SparkObjects.Checkpoint(names, 1000))));

        try (ForkedJvm jvm = ForkedJvm.start(
                TakeCut.class.getName(),
                List.of("-XX:+UseSerialGC", "-Xmx24m"),
                Map.of(),
                folder.resolve("output"),
                root.toString(),
                folder.resolve("cut").toString())) {
            assertThat(jvm.exit()).as(jvm.output()).isZero();
            assertThat(jvm.output()).contains("cut of " + (folders * parts + 1) + " files");
        }
    }
}
