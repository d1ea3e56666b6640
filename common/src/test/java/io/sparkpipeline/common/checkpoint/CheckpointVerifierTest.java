package io.sparkpipeline.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.checkpoint.CheckpointVerifier.Choice;
import io.sparkpipeline.common.file.FileTrees;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointVerifierTest {

    @TempDir
    private Path root;

    private CheckpointFixture fixture;
    private CheckpointVerifier verifier;

    @BeforeEach
    void threeBatches() throws IOException {
        fixture = new CheckpointFixture(root);
        verifier = new CheckpointVerifier(new CheckpointDirectory(root));
        for (long time = 1000; time <= 3000; time += 1000) {
            fixture.batch(time);
            fixture.metadata(time);
        }
    }

    private Path newest() {
        return root.resolve("checkpoint-3000");
    }

    @Test
    void theNewestFileComesFirstAndOfOneTimeTheRenamedAwayLast() {
        assertThat(new CheckpointDirectory(root).metadataNewestFirst())
                .extracting(CheckpointFile::name)
                .startsWith("checkpoint-3000", "checkpoint-3000.bk", "checkpoint-2000");
    }

    @Test
    void aGoodCheckpointIsComplete() {
        Choice choice = verifier.newestComplete();
        assertThat(choice.rejected()).isEmpty();
        assertThat(choice.complete().orElseThrow().references()).hasSize(2);
        assertThat(choice.complete().orElseThrow().parts()).isEqualTo(8);
    }

    @Test
    void aTruncatedFileIsPassedOverForTheNext() throws IOException {
        byte[] whole = Files.readAllBytes(newest());
        int endMark = 21; // holds nothing: without it the content is still whole
        for (int length = 0; length < whole.length - endMark; length += 7) {
            Files.write(newest(), Arrays.copyOf(whole, length));
            Choice choice = verifier.newestComplete();
            assertThat(choice.complete().orElseThrow().file().name())
                    .as("cut at %d of %d", length, whole.length)
                    .isEqualTo("checkpoint-3000.bk");
            assertThat(choice.rejected()).hasSize(1);
        }
    }

    @Test
    void aMissingLastPartIsSeen() throws IOException {
        Files.delete(fixture.rddFolder(fixture.newestRdd()).resolve("part-00003"));
        assertThat(firstProblem()).contains("has 3 of 4 parts");
    }

    @Test
    void aMissingLastPartIsSeenWithoutThePartitionerToo() throws IOException {
        fixture.ofOurOwn().metadata(3000);
        Path folder = fixture.rddFolder(fixture.newestRdd());
        Files.delete(folder.resolve(RddFolder.PARTITIONER));
        assertThat(verifier.newestComplete().rejected())
                .as("Spark itself does without it")
                .isEmpty();
        Files.delete(folder.resolve("part-00003"));
        assertThat(firstProblem()).contains("has 3 of 4 parts");
    }

    @Test
    void aPartitionerThatIsNotThatOfTheStateIsSeen() throws IOException {
        fixture.ofOurOwn().metadata(3000);
        Path folder = fixture.rddFolder(fixture.newestRdd());
        Files.delete(folder.resolve("part-00003"));
        Files.write(folder.resolve(RddFolder.PARTITIONER), SparkObjects.serialized(new SparkObjects.Partitioner(3)));
        assertThat(firstProblem()).contains("has a partitioner of 3, and its checkpoint is one of 4 state partitions");
    }

    @Test
    void aMissingFirstPartIsSeen() throws IOException {
        Files.delete(fixture.rddFolder(fixture.newestRdd()).resolve("part-00000"));
        assertThat(firstProblem()).contains("has 3 of 4 parts");
    }

    @Test
    void aMissingFolderIsSeen() throws IOException {
        Path folder = fixture.rddFolder(fixture.newestRdd());
        FileTrees.delete(folder);
        assertThat(firstProblem()).contains("rdd-" + fixture.newestRdd()).contains("is missing");
    }

    @Test
    void anAlteredPartIsSeenByHadoopsChecksum() throws IOException {
        Path part = fixture.rddFolder(fixture.newestRdd()).resolve("part-00001");
        writeChecksum(part);
        assertThat(verifier.newestComplete().rejected()).isEmpty();
        byte[] content = Files.readAllBytes(part);
        content[content.length - 1]++;
        Files.write(part, content);
        assertThat(firstProblem()).contains("part-00001").contains("checksum differs");
    }

    @Test
    void temporaryAndForeignFilesAreNoCheckpoints() throws IOException {
        Files.writeString(root.resolve("temp"), "half");
        Files.writeString(root.resolve(".checkpoint-9000.x"), "a copier's temporary");
        Files.writeString(root.resolve("checkpoint-9000.tmp"), "another's");
        Files.writeString(root.resolve("README"), "hello");
        assertThat(verifier.newestComplete().rejected()).isEmpty();
    }

    @Test
    void whatIsNoCheckpointIsRefusedWithItsReason() throws IOException {
        Files.writeString(newest(), "not a checkpoint");
        assertThat(firstProblem()).contains("compressed neither with LZ4 nor with Zstandard");
        Files.write(
                newest(), CheckpointFixture.compressed("plain text".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
        assertThat(firstProblem()).contains("no Java serialization stream");
    }

    @Test
    void aStreamOfSomethingElseIsNoCheckpoint() throws IOException {
        List<Object> others = List.of(
                "text",
                new SparkObjects.Setting("spark.app.name", "x"),
                new ArrayList<>(List.of(new SparkObjects.Checkpoint("graph", 3000))));
        for (Object other : others) {
            Files.write(newest(), CheckpointFixture.compressed(SparkObjects.serialized(other)));
            assertThat(firstProblem()).contains("checkpoint-3000 holds no Spark checkpoint but ");
        }
        Files.write(
                newest(),
                CheckpointFixture.compressed(SparkObjects.serialized(new SparkObjects.Checkpoint(null, 3000))));
        assertThat(firstProblem()).contains("checkpoint-3000 holds a Spark checkpoint without its graph");
    }

    @Test
    void anUnusedDirectoryIsTold() throws IOException {
        CheckpointDirectory missing = new CheckpointDirectory(root.resolve("none"));
        assertThat(missing.everUsed()).isFalse();
        assertThat(new CheckpointDirectory(Files.createDirectory(root.resolve("empty"))).everUsed())
                .isFalse();
        assertThat(new CheckpointDirectory(root).everUsed()).isTrue();
    }

    private String firstProblem() {
        return verifier.newestComplete().rejected().get(0).problems().get(0);
    }

    private static void writeChecksum(Path file) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.write(new byte[] {'c', 'r', 'c', 0});
        out.writeInt(512);
        byte[] content = Files.readAllBytes(file);
        for (int at = 0; at < content.length; at += 512) {
            CRC32 crc = new CRC32();
            crc.update(content, at, Math.min(512, content.length - at));
            out.writeInt((int) crc.getValue());
        }
        Files.write(HadoopChecksum.fileFor(file), bytes.toByteArray());
    }
}
