package io.sparkpipeline.backup;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkpipeline.common.backup.BackupId;
import io.sparkpipeline.common.cli.CommandRun;
import io.sparkpipeline.common.store.Chunk;
import io.sparkpipeline.common.store.S3TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BackupCommandTest extends BackupTestBase {

    @Test
    void backsUpCommitsReadsBackAndReports() throws IOException {
        CommandRun run = run("run", "--read-back");

        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode report = run.report();
        BackupId id = new BackupId(report.get("backupId").asText());
        assertThat(report.get("files").asInt()).isEqualTo(11);
        assertThat(report.get("checkpointTime").asText()).isEqualTo("1970-01-01T00:00:20Z");
        assertThat(report.get("objects").asInt()).isEqualTo(1);
        assertThat(report.get("kept").asInt()).isEqualTo(1);
        assertThat(keys()).containsExactly(id + "/index.jsonl.gz", id + "/manifest.json", id + "/segments/000001.tar");
        assertThat(leftOnVolume()).containsExactly("app", ".backup-" + app).satisfies(names -> {
            try (Stream<Path> staged = Files.list(volume.resolve(".backup-" + app))) {
                assertThat(staged.map(Path::getFileName))
                        .extracting(Path::toString)
                        .containsExactly("lock");
            }
        });
    }

    @Test
    void withoutASubcommandItTakesABackup() {
        assertThat(run().report().get("backupId").asText()).isNotEmpty();
    }

    @Test
    void largeFilesAreObjectsOfTheirOwnAndSeveralPartsArriveWhole() throws IOException {
        byte[] large = new byte[40 << 20];
        new Random(1).nextBytes(large);
        Files.write(checkpoint.rddFolder(checkpoint.newestRdd()).resolve("part-00003"), large);

        JsonNode report = run("run", "--read-back").report();

        assertThat(report.get("objects").asInt()).isEqualTo(2);
        assertThat(keys()).anyMatch(key -> key.contains("/files/") && key.endsWith("/part-00003"));
        assertThat(run("verify").exit()).isZero();
    }

    @Test
    void namesWithOddLettersAreCarriedAndOneThatIsNoTextIsRefused() throws Exception {
        Path savepoints = Files.createDirectory(source.resolve("savepoints"));
        for (String name : List.of("with space", "back\\slash", "quote\"d", "-dash")) {
            Files.writeString(savepoints.resolve(name), name);
        }
        assertThat(run("run", "--read-back").report().get("files").asInt()).isEqualTo(15);
        // A byte that is of no letter in UTF-8, nor in ASCII.
        new ProcessBuilder("sh", "-c", "touch \"$(printf 'bad\\377')\"")
                .directory(savepoints.toFile())
                .start()
                .waitFor();

        CommandRun run = run();

        assertThat(run.exit()).isEqualTo(65);
        assertThat(run.err()).contains("'savepoints/bad\uFFFD' can't be backed up: its name is no text");
    }

    @Test
    void compressedSegmentsAreSmallerAndVerify() {
        JsonNode report = run("run", "--compression", "zstd", "--read-back").report();

        assertThat(report.get("storedBytes").asLong())
                .isLessThan(report.get("bytes").asLong());
        assertThat(keys()).anyMatch(key -> key.endsWith("segments/000001.tar.zst"));
    }

    @Test
    void aDryRunUploadsNothingAndLeavesNothing() throws IOException {
        CommandRun run = run("run", "--dry-run");

        assertThat(run.exit()).isZero();
        assertThat(run.report().get("files").asInt()).isEqualTo(11);
        assertThat(run.report().has("backupId")).isFalse();
        assertThat(keys()).isEmpty();
        try (Stream<Path> staged = Files.list(volume.resolve(".backup-" + app))) {
            assertThat(staged.map(Path::getFileName)).extracting(Path::toString).containsExactly("lock");
        }
    }

    @Test
    void listSaysWhatIsThereAndWhyItStays() {
        String complete = run().report().get("backupId").asText();
        String incomplete = "20200101T000000Z-0000";
        store.put(key(incomplete + "/segments/000001.tar"), Chunk.of(new byte[10]));

        JsonNode backups = run("list").report().get("backups");

        assertThat(backups).hasSize(2);
        assertThat(backups.get(0).get("id").asText()).isEqualTo(complete);
        assertThat(backups.get(0).get("state").asText()).isEqualTo("complete");
        assertThat(backups.get(0).get("retention").asText()).isEqualTo("keep: newest");
        assertThat(backups.get(1).get("state").asText()).isEqualTo("incomplete");
        assertThat(backups.get(1).get("retention").asText()).isEqualTo("keep: under-way");
        environment.remove("OUTPUT");
        assertThat(run("list").out())
                .contains("BACKUP", complete, "keep: newest")
                .contains("under-way");
    }

    @Test
    void listOfAnEmptyPrefixSaysSo() {
        environment.remove("OUTPUT");

        CommandRun run = run("list");

        assertThat(run.exit()).isZero();
        assertThat(run.out()).contains("There are no backups of application '" + app + "'");
    }

    @Test
    void aDryRunWithTheStoreAwaySaysSo() {
        environment.put("ENDPOINT", "http://127.0.0.1:1");
        environment.put("DEADLINE", "1s");

        CommandRun run = run("run", "--dry-run");

        assertThat(run.exit()).as(run.err()).isEqualTo(75);
        assertThat(run.err()).contains("this was a dry run").doesNotContain("\tat ");
    }

    @Test
    void aSecretInTheEndpointIsRefusedAndNotSaidAgain() {
        environment.put("ENDPOINT", "http://user:hush-hush@127.0.0.1:1");

        CommandRun run = run();

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .contains("--endpoint (ENDPOINT)", "AWS_SECRET_ACCESS_KEY")
                .doesNotContain("hush");
    }

    /** Whoever restores it could not see it any more: the checksums are no part of a backup. */
    @Test
    void aCheckpointThatRottedIsRefused() throws Exception {
        Path part = checkpoint.rddFolder(checkpoint.newestRdd()).resolve("part-00000");
        byte[] content = Files.readAllBytes(part);
        java.util.zip.CRC32 crc = new java.util.zip.CRC32();
        crc.update(content);
        java.io.ByteArrayOutputStream sums = new java.io.ByteArrayOutputStream();
        java.io.DataOutputStream out = new java.io.DataOutputStream(sums);
        out.write(new byte[] {'c', 'r', 'c', 0});
        out.writeInt(content.length);
        out.writeInt((int) crc.getValue());
        Files.write(part.resolveSibling(".part-00000.crc"), sums.toByteArray());
        assertThat(run().exit()).as("as it was written").isZero();
        content[0] ^= 1;
        Files.write(part, content);

        CommandRun run = run();

        assertThat(run.exit()).as(run.err()).isEqualTo(65);
        assertThat(run.err()).contains("part-00000 is not as it was written");
    }

    @Test
    void verifyFindsAFlippedBitAndAMissingObject() {
        String id = run().report().get("backupId").asText();
        String segment = key(id + "/segments/000001.tar");
        byte[] bytes = store.read(segment, 1 << 20).orElseThrow();
        bytes[5000] ^= 1;
        store.put(segment, Chunk.of(bytes));

        CommandRun altered = run("verify", id);
        assertThat(altered.exit()).isEqualTo(65);
        assertThat(altered.err()).contains("was altered").doesNotContain("\tat ");

        store.delete(List.of(segment));
        CommandRun missing = run("verify", id);
        assertThat(missing.exit()).isEqualTo(65);
        assertThat(missing.err()).contains("is missing");
    }

    @Test
    void signedBackupsVerifyWithTheirKeyOnly() throws IOException {
        Path key = Files.writeString(volume.resolve("key"), "a secret of the operators\n");
        Path other = Files.writeString(volume.resolve("other"), "another secret of theirs");
        assertThat(run("--backup-signing-key-file", key.toString())
                        .report()
                        .get("signed")
                        .asBoolean())
                .isTrue();

        assertThat(run("verify", "--backup-signing-key-file", key.toString()).exit())
                .isZero();
        CommandRun wrong = run("verify", "--backup-signing-key-file", other.toString());
        assertThat(wrong.exit()).isEqualTo(65);
        assertThat(wrong.err()).contains("signature");
    }

    @Test
    void anUnsignedBackupIsRefusedWhenAKeyIsSet() throws IOException {
        run();
        Path key = Files.writeString(volume.resolve("key"), "a secret of the operators\n");

        CommandRun verify = run("verify", "--backup-signing-key-file", key.toString());

        assertThat(verify.exit()).isEqualTo(65);
        assertThat(verify.err()).contains("is not signed");
    }

    @Test
    void whenTheStoreIsAwayTheCutWaitsAndTheNextRunUploadsItFirst() throws IOException {
        String there = environment.put("ENDPOINT", "http://127.0.0.1:" + freePort());
        CommandRun away = run("--deadline", "1s");
        assertThat(away.exit()).isEqualTo(75);
        assertThat(away.err())
                .contains("cannot be reached", "waits on the volume")
                .doesNotContain("\tat ");
        checkpoint.batch(30_000);
        assertThat(run("--deadline", "1s").exit()).isEqualTo(75);
        assertThat(stagedCuts()).hasSize(1);
        checkpoint.batch(40_000);

        environment.put("ENDPOINT", String.valueOf(there));
        JsonNode report = run().report();

        assertThat(report.get("uploadedPending")).hasSize(1);
        assertThat(report.get("checkpointTime").asText()).isEqualTo("1970-01-01T00:00:40Z");
        JsonNode backups = run("list").report().get("backups");
        assertThat(backups)
                .extracting(b -> b.get("checkpointTime").asText())
                .containsExactlyInAnyOrder("1970-01-01T00:00:40Z", "1970-01-01T00:00:30Z");
        assertThat(stagedCuts()).isEmpty();
    }

    @Test
    void aCutOverThePendingLimitDoesNotWait() throws IOException {
        environment.put("ENDPOINT", "http://127.0.0.1:" + freePort());

        CommandRun away = run("--deadline", "1s", "--pending-limit", "1k");

        assertThat(away.exit()).isEqualTo(75);
        assertThat(away.err()).contains("--pending-limit");
        assertThat(stagedCuts()).isEmpty();
    }

    @Test
    void aMissingBucketIsNamed() throws IOException {
        CommandRun run = run("--bucket", "not-there");

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("NoSuchBucket", "not-there").doesNotContain("\tat ");
        assertThat(stagedCuts()).isEmpty();
    }

    @Test
    void wrongCredentialsAreNamed() {
        S3TestServer.useCredentials(S3TestServer.ACCESS_KEY, "wrong");
        try {
            CommandRun run = run();
            assertThat(run.exit()).isEqualTo(1);
            assertThat(run.err()).contains("403", "check the credentials").doesNotContain("\tat ");
        } finally {
            S3TestServer.useCredentials(S3TestServer.ACCESS_KEY, S3TestServer.SECRET_KEY);
        }
    }

    @Test
    void allConfigurationProblemsComeAtOnce() {
        environment.remove("BUCKET");

        CommandRun run = run("--parallelism", "0", "--endpoint", "nowhere", "--keep-at-least", "0");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err())
                .contains("--bucket (BUCKET)", "--parallelism", "--endpoint", "--keep-at-least")
                .doesNotContain("\tat ");
    }

    @Test
    void anUnknownOptionIsAUsageError() {
        CommandRun run = run("--no-such-option");

        assertThat(run.exit()).isEqualTo(2);
        assertThat(run.err()).contains("--no-such-option", "--help");
    }

    @Test
    void aSourceThatIsNotThereOrWasNeverUsed() throws IOException {
        CommandRun missing = run("--source", volume.resolve("nowhere").toString());
        assertThat(missing.exit()).isEqualTo(2);
        assertThat(missing.err()).contains("is not there").doesNotContain("\tat ");

        CommandRun empty =
                run("--source", Files.createDirectory(volume.resolve("empty")).toString());
        assertThat(empty.exit()).isEqualTo(65);
        assertThat(empty.err()).contains("holds no checkpoint").doesNotContain("\tat ");
    }

    @Test
    void aStagingFolderThatCanNotBeWrittenIsNamed() throws IOException {
        Path file = Files.writeString(volume.resolve("file"), "");

        CommandRun run = run("--staging", file.resolve("staging").toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("can't be written", "--staging").doesNotContain("\tat ");
    }

    @Test
    void noBackupToVerifyIsNamed() {
        CommandRun run = run("verify");

        assertThat(run.exit()).isEqualTo(65);
        assertThat(run.err()).contains("there is no complete backup").doesNotContain("\tat ");
        assertThat(run("verify", "yesterday").exit()).isEqualTo(2);
    }

    @Test
    void aSecondBackupAtTheSameTimeWaitsForAnotherRun() throws IOException {
        try (StagingFolder held = StagingFolder.open(volume.resolve(".backup-" + app))) {
            assertThat(held.leftovers()).isEmpty();
            CommandRun run = run();
            assertThat(run.exit()).isEqualTo(75);
            assertThat(run.err()).contains("another backup is under way");
        }
    }

    @Test
    void theSourceIsNeverTouched() throws IOException {
        List<String> before = describe(source);

        run();

        assertThat(describe(source)).isEqualTo(before);
    }

    private static List<String> describe(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            List<String> lines = new ArrayList<>();
            for (Path path : paths.sorted().toList()) {
                lines.add(path + " " + Files.getLastModifiedTime(path) + " " + Files.size(path));
            }
            return lines;
        }
    }

    private List<String> stagedCuts() throws IOException {
        Path staging = volume.resolve(".backup-" + app);
        if (!Files.exists(staging)) {
            return List.of();
        }
        try (Stream<Path> staged = Files.list(staging)) {
            return staged.map(path -> path.getFileName().toString())
                    .filter(name -> !name.equals("lock"))
                    .toList();
        }
    }

    private List<String> leftOnVolume() throws IOException {
        try (Stream<Path> names = Files.list(volume)) {
            return names.map(path -> path.getFileName().toString())
                    .sorted(java.util.Comparator.reverseOrder())
                    .toList();
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
