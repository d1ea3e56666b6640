package io.sparkpipeline.restore;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkpipeline.common.backup.Compression;
import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.CheckpointFixture;
import io.sparkpipeline.common.checkpoint.CheckpointVerifier;
import io.sparkpipeline.common.cli.CommandRun;
import io.sparkpipeline.common.store.Chunk;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class RestoreCommandTest extends RestoreTestBase {

    @Test
    void restoresSwapsInAndKeepsTheOldAside() throws IOException {
        backup(ID).checkpoint(scratch).write();

        CommandRun run = run();

        assertThat(run.exit()).as(run.err()).isZero();
        JsonNode report = run.report();
        assertThat(report.get("backupId").asText()).isEqualTo(ID);
        assertThat(report.get("files").asInt()).isEqualTo(11);
        assertThat(report.get("dataAgeSeconds").asDouble()).isPositive();
        assertThat(report.at("/offsets/events/0").asLong()).isEqualTo(1234);
        assertThat(files(target)).containsExactlyElementsOf(files(scratch.resolve("cut")));
        assertThat(new CheckpointVerifier(new CheckpointDirectory(target))
                        .newestComplete()
                        .complete())
                .isPresent();
        Path replaced = Path.of(report.get("replaced").asText());
        assertThat(replaced.getFileName().toString()).startsWith("app.replaced-");
        assertThat(files(replaced)).containsExactly("old");
    }

    @Test
    void restoresToATargetThatIsNotThereOrEmpty() throws IOException {
        backup(ID).checkpoint(scratch).write();
        Files.delete(target.resolve("old"));

        assertThat(run().report().has("replaced")).isFalse();
        assertThat(volumeNames()).containsExactly(".restore-app", "app");
        assertThat(run("--target", volume.resolve("new/app").toString()).exit()).isZero();
        assertThat(files(volume.resolve("new/app"))).hasSize(11);
    }

    @Test
    void aRestoredTargetDoesNotCountAsWrittenJustNow() throws IOException {
        backup(ID).checkpoint(scratch).write();

        assertThat(run().exit()).isZero();
        assertThat(run().exit()).isZero();
    }

    @Test
    void choosesTheNewestCompleteOneAnIdOrAnInstant() throws IOException {
        backup("20261118T100000Z-0001").checkpoint(scratch.resolve("a")).write();
        backup("20261119T100000Z-0002").checkpoint(scratch.resolve("b")).write();
        backup("20261120T100000Z-0003").checkpoint(scratch.resolve("c")).write();
        store.put(
                backup("20261121T100000Z-0004")
                                .layout()
                                .folder(backup("20261121T100000Z-0004").id()) + "segments/000001.tar",
                Chunk.of(new byte[5]));

        assertThat(chosen()).isEqualTo("20261120T100000Z-0003");
        assertThat(chosen("--backup", "20261118T100000Z-0001")).isEqualTo("20261118T100000Z-0001");
        assertThat(chosen("--as-of", "2026-11-20T09:59:59Z")).isEqualTo("20261119T100000Z-0002");
        CommandRun tooEarly = run("--as-of", "2020-01-01T00:00:00Z");
        assertThat(tooEarly.exit()).isEqualTo(65);
        assertThat(tooEarly.err()).contains("no complete backup", "as of 2020");
    }

    private String chosen(String... args) {
        String[] all = java.util.Arrays.copyOf(args, args.length + 1);
        all[args.length] = "--dry-run";
        return run(all).report().get("backupId").asText();
    }

    @Test
    void oneFromTheFutureIsNotTheLatest() throws IOException {
        backup(ID).checkpoint(scratch.resolve("a")).write();
        backup("20990101T000000Z-0001").checkpoint(scratch.resolve("b")).write();

        assertThat(chosen()).isEqualTo(ID);
    }

    /** A driver of another user may write by the group only. */
    @Test
    void theNewDirectoryHasTheRightsOfTheOld() throws IOException {
        backup(ID).checkpoint(scratch).write();
        Files.setAttribute(target, "unix:mode", 0b010_111_111_101);

        assertThat(run().exit()).isZero();

        assertThat((int) Files.getAttribute(target, "unix:mode") & 0b111_111_111_111)
                .as("rwxrwsr-x")
                .isEqualTo(0b010_111_111_101);
    }

    @Test
    void aDryRunGoesAsTheRunWouldWhereFoldersAreMissing() throws IOException {
        backup(ID).checkpoint(scratch).write();
        environment.put("TARGET", volume.resolve("not/there/yet").toString());

        assertThat(run("--dry-run").exit()).isZero();
        assertThat(volumeNames()).containsExactly("app");
        assertThat(run().exit()).isZero();
    }

    @Test
    void aDryRunChangesNothing() throws IOException {
        backup(ID).checkpoint(scratch).write();

        CommandRun run = run("--dry-run");

        assertThat(run.exit()).isZero();
        assertThat(volumeNames()).containsExactly("app");
        assertThat(files(target)).containsExactly("old");
    }

    @Test
    void refusesATargetThatAnApplicationWritesTo() throws IOException {
        backup(ID).checkpoint(scratch).write();
        new CheckpointFixture(target).batch(30_000);

        CommandRun run = run();

        assertThat(run.exit()).isEqualTo(65);
        assertThat(run.err()).contains("seems to run", "--force").doesNotContain("\tat ");
        assertThat(files(target)).contains("old");
        assertThat(run("--force").exit()).isZero();
        assertThat(files(target)).doesNotContain("old");
    }

    @Test
    void goesOnWithWhatAnEarlierRunLeft() throws IOException {
        backup(ID).checkpoint(scratch).write();
        Path staged = Files.createDirectories(volume.resolve(".restore-app").resolve(ID));
        for (String file : files(scratch.resolve("cut"))) {
            Path copy = staged.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(scratch.resolve("cut").resolve(file), copy);
        }
        assertThat(run().report().get("resumedFiles").asInt()).isEqualTo(11);
    }

    @Test
    void whatAnEarlierRunLeftHalfWrittenIsWrittenAgain() throws IOException {
        backup(ID).checkpoint(scratch).write();
        Path staged = Files.createDirectories(volume.resolve(".restore-app").resolve(ID));
        String part = files(scratch.resolve("cut")).stream()
                .filter(file -> file.endsWith("part-00001"))
                .findFirst()
                .orElseThrow();
        Files.createDirectories(staged.resolve(part).getParent());
        Files.writeString(staged.resolve(part), "half");
        Files.createDirectories(volume.resolve(".restore-app").resolve("20200101T000000Z-0000"));

        assertThat(run().report().get("resumedFiles").asInt()).isZero();
        assertThat(Files.readAllBytes(target.resolve(part)))
                .isEqualTo(Files.readAllBytes(scratch.resolve("cut").resolve(part)));
        assertThat(files(volume.resolve(".restore-app"))).containsExactly("lock");
    }

    @Test
    void aForeignFileInTheStagingFolderDoesNotGetIntoTheTarget() throws IOException {
        backup(ID).checkpoint(scratch).write();
        Path staged = Files.createDirectories(volume.resolve(".restore-app").resolve(ID));
        Files.writeString(staged.resolve("checkpoint-99000"), "foreign");

        CommandRun run = run();

        assertThat(run.exit()).isZero();
        assertThat(files(target)).hasSize(11).doesNotContain("checkpoint-99000");
    }

    @Test
    void restoresCompressedSegments() throws IOException {
        backup(ID).checkpoint(scratch).compression(Compression.zstd).write();

        assertThat(run().exit()).isZero();
        assertThat(files(target)).hasSize(11);
    }

    @Test
    void saysWhereTheCheckpointLooksForItsData() throws IOException {
        backup(ID).checkpoint(scratch).checkpointRoot("file:/mnt/elsewhere").write();
        assertThat(run().report().get("pathNote").asText()).contains("/mnt/elsewhere");

        backup("20261120T110000Z-0001")
                .checkpoint(scratch.resolve("b"))
                .checkpointRoot("file:" + target)
                .write();
        assertThat(run().report().has("pathNote")).isFalse();
    }

    @Test
    void aDrillTouchesNothingButItsScratchFolder() throws IOException {
        backup(ID).checkpoint(scratch).write();
        Path drill = volume.resolve("drill");

        CommandRun run = run("drill", "--scratch", drill.toString());

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(run.report().get("verdict").asText()).isEqualTo("restorable");
        assertThat(files(drill)).hasSize(11);
        assertThat(volumeNames()).containsExactly("app", "drill");
        CommandRun again = run("drill", "--scratch", drill.toString());
        assertThat(again.exit()).isEqualTo(2);
        assertThat(again.err()).contains("is not empty");
        assertThat(run("drill").report().has("scratch")).isFalse();
    }

    @Test
    void theLastDrillsOutcomeIsKeptForAScrape() throws IOException {
        backup(ID).checkpoint(scratch).write();
        Path metrics = scratch.resolve("drill.prom");

        assertThat(run("drill", "--metrics-file", metrics.toString()).exit()).isZero();
        String passed = Files.readString(metrics);
        assertThat(passed)
                .contains("restore_drill_success{app=\"" + app + "\"} 1\n")
                .contains("# TYPE restore_drill_data_age_seconds gauge\n")
                .containsPattern("restore_drill_bytes\\{app=\"[^\"]+\"} [1-9]");
        String lastSuccess = passed.lines()
                .filter(line -> line.startsWith("restore_drill_last_success_timestamp_seconds{"))
                .findFirst()
                .orElseThrow();

        assertThat(run("drill", "--backup", "20261120T100000Z-ffff", "--metrics-file", metrics.toString())
                        .exit())
                .isEqualTo(65);
        assertThat(Files.readString(metrics))
                .contains("restore_drill_success{app=\"" + app + "\"} 0\n")
                .contains(lastSuccess + "\n")
                .doesNotContain("restore_drill_bytes");
        assertThat(files(scratch)).contains("drill.prom").doesNotContain("drill.prom.tmp");
        assertThat(run("drill", "--metrics-file", "drill.txt").exit()).isEqualTo(2);
    }

    @Test
    void listAndVerifyReadOnly() throws IOException {
        backup(ID).checkpoint(scratch).write();

        assertThat(run("list").report().get("backups")).hasSize(1);
        assertThat(run("list", "--output=text").out()).contains("OFFSETS", "events:1234");
        assertThat(run("verify").report().get("verdict").asText()).isEqualTo("intact");
        assertThat(volumeNames()).containsExactly("app");
    }

    @Test
    void nothingToRestoreIsNamed() {
        CommandRun run = run();

        assertThat(run.exit()).isEqualTo(65);
        assertThat(run.err())
                .contains("there is no complete backup of application '" + app + "'")
                .doesNotContain("\tat ");
    }

    @Test
    void aMissingBucketAnUnreachableStoreAndWrongOptionsAreNamed() {
        CommandRun missing = run("--bucket", "not-there");
        assertThat(missing.exit()).isEqualTo(1);
        assertThat(missing.err()).contains("NoSuchBucket").doesNotContain("\tat ");

        CommandRun away = run("--endpoint", "http://127.0.0.1:1", "--deadline", "1s");
        assertThat(away.exit()).isEqualTo(75);
        assertThat(away.err()).contains("cannot be reached").doesNotContain("\tat ");

        assertThat(run("--as-of", "yesterday").exit()).isEqualTo(2);
        assertThat(run("--backup", "newest").exit()).isEqualTo(2);
        assertThat(run("--backup", ID, "--as-of", "2026-11-22T00:00:00Z").exit())
                .isEqualTo(2);
        assertThat(run("--target", "/").exit()).isEqualTo(2);
    }

    @Test
    void aFolderThatCanNotBeWrittenIsNamed() throws IOException {
        backup(ID).checkpoint(scratch).write();
        Path file = Files.writeString(volume.resolve("file"), "");

        CommandRun run = run("--target", file.resolve("app").toString());

        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).contains("can't be written").doesNotContain("\tat ");
    }

    @Test
    void aFileOrALinkIsNoTargetAndStaysAsItIs() throws IOException {
        backup(ID).checkpoint(scratch).write();
        Path file = Files.writeString(volume.resolve("notes.txt"), "mine");
        Path link = Files.createSymbolicLink(volume.resolve("link"), volume);

        assertThat(run("--target", file.toString()).exit()).isEqualTo(2);
        assertThat(run("--target", link.toString()).exit()).isEqualTo(2);

        assertThat(file).hasContent("mine");
        assertThat(link).isSymbolicLink();
    }

    @Test
    void aSecondRestoreAtTheSameTimeIsTurnedAway() throws IOException {
        backup(ID).checkpoint(scratch).write();
        RestoreConfig config = new RestoreConfig(target, 1, java.time.Duration.ZERO, false, false);
        try (RestoreFolder held = RestoreFolder.open(config)) {
            assertThat(held.prepare(backup(ID).id())).isDirectory();
            assertThat(run().exit()).isEqualTo(75);
        }
    }

    @Test
    void helpNamesOptionsAndVariables() {
        CommandRun help = run("run", "--help");

        assertThat(help.exit()).isZero();
        assertThat(help.out().replaceAll("\\s+", " ")).contains("--target", "--as-of", "env TARGET", "default latest");
        assertThat(List.of(run("--help").out().split("\n", -1))).anyMatch(line -> line.contains("drill"));
    }
}
