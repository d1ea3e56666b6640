package io.sparkpipeline.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.sparkpipeline.common.checkpoint.GenerationFile;
import io.sparkpipeline.common.cli.CommandRun;
import io.sparkpipeline.common.cli.ForkedJvm;
import io.sparkpipeline.common.file.FileTrees;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A backup does not hold the highest generation that was published; what a restore puts in place does. */
class CarriedGenerationTest extends RestoreTestBase {

    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");
    /** What the clock gives for it. */
    private static final long BY_THE_CLOCK = 7_882;

    @Test
    void aRestoreCarriesItOver() throws IOException {
        backup(ID).checkpoint(scratch).write();
        published(target, 7_000);

        CommandRun run = run();

        assertThat(run.exit()).as(run.err()).isZero();
        assertThat(generation()).isEqualTo(7_000);
        assertThat(files(target)).hasSize(12).doesNotContain("old", ".generation");
        assertThat(files(Path.of(run.report().get("replaced").asText()))).containsExactly("generation", "old");
    }

    @Test
    void whereNoneWasPublishedNoneIsCarried() throws IOException {
        swap(data());
        assertThat(files(target)).containsExactly("new");
    }

    @Test
    void theHighestOfAllThatWereKeptAsideCounts() throws IOException {
        published(target, 7_001);
        published(aside("20261101T000000.000Z"), 7_003);
        published(aside("20261102T000000.000Z"), 7_002);
        published(volume.resolve("app2.replaced-20261102T000000.000Z"), 9_000);
        published(volume.resolve("app.bak"), 9_000);
        swap(data());
        assertThat(generation()).isEqualTo(7_003);
    }

    @Test
    void alsoWhereTheTargetIsEmptyOrAbsent() throws IOException {
        published(aside("20261101T000000.000Z"), 7_003);
        Files.delete(target.resolve("old"));
        swap(data());
        assertThat(generation()).isEqualTo(7_003);

        FileTrees.delete(target);
        swap(data());
        assertThat(generation()).isEqualTo(7_003);
    }

    @Test
    void oneThatIsThereIsNeverLowered() throws IOException {
        published(target, 7_000);
        Path data = data();
        published(data, 7_005);
        swap(data);
        assertThat(generation()).isEqualTo(7_005);
    }

    /** It must not stop a restore, nor the stream after it; and what it said is not below what the clock says. */
    @Test
    void forADamagedOneTheClockGivesOneAndItStaysAside() throws IOException {
        Files.writeString(target.resolve("generation"), "\0\0\0\0\0");
        Path replaced = swap(data());
        assertThat(generation()).isEqualTo(BY_THE_CLOCK);
        assertThat(replaced.resolve("generation")).hasContent("\0\0\0\0\0");

        // Kept aside it is damaged still: above what was published since.
        published(target, BY_THE_CLOCK + 4);
        swap(data(), NOW.plusSeconds(1));
        assertThat(generation()).isEqualTo(BY_THE_CLOCK + 5);
    }

    @Test
    void aDamagedOneIsToldOfWithWhatToDo() throws Exception {
        backup(ID).checkpoint(scratch).write();
        Files.writeString(target.resolve("generation"), "seven");
        try (ForkedJvm job = ForkedJvm.start(
                "io.sparkpipeline.restore.RestoreMain", List.of(), environment, scratch.resolve("output"), "run")) {
            assertThat(job.exit()).as(job.output()).isZero();
            assertThat(job.output())
                    .containsSubsequence(
                            "WARN", target.resolve("generation") + " holds no number", "kept aside", "next: ")
                    .doesNotContain("\tat ");
        }
        assertThat(generation()).isGreaterThanOrEqualTo(BY_THE_CLOCK);
    }

    @Test
    void noLinkIsFollowed() throws IOException {
        Path elsewhere = scratch.resolve("elsewhere");
        published(elsewhere, 9_000);
        Files.createSymbolicLink(aside("20261101T000000.000Z"), elsewhere);
        swap(data());
        assertThat(files(target)).containsExactly("new");

        Files.createSymbolicLink(target.resolve("generation"), elsewhere.resolve("generation"));
        swap(data(), NOW.plusSeconds(1));
        assertThat(generation()).isEqualTo(BY_THE_CLOCK);
        assertThat(target.resolve("generation")).isRegularFile();
        assertThat(elsewhere.resolve("generation")).hasContent("9000");
    }

    /** It is in the data before the target is touched: here nothing else of the swap is done. */
    @Test
    void itIsInTheDataBeforeTheTargetIsTouched() throws IOException {
        published(target, 7_000);
        Path data = data();
        new CarriedGeneration(config()).into(data, NOW);
        assertThat(new GenerationFile(data).highest()).isEqualTo(7_000);
        assertThat(files(target)).containsExactly("generation", "old");
    }

    @Test
    void whereItCanNotBeCarriedTheTargetStays() throws IOException {
        published(target, 7_000);
        assertThatThrownBy(() -> swap(volume.resolve("gone"))).isInstanceOf(NoSuchFileException.class);
        assertThat(files(target)).containsExactly("generation", "old");
        assertThat(volumeNames()).containsExactly(".restore-app", "app");
    }

    /** What is not of the backup has all of it downloaded again, and so would what a killed run had carried. */
    @Test
    void killedBeforeTheSwapTheNextRunGoesOnWithAllFiles() throws IOException {
        backup(ID).checkpoint(scratch).write();
        published(target, 7_000);
        Path staged = Files.createDirectories(volume.resolve(".restore-app").resolve(ID));
        for (String file : files(scratch.resolve("cut"))) {
            Path copy = staged.resolve(file);
            Files.createDirectories(copy.getParent());
            Files.copy(scratch.resolve("cut").resolve(file), copy);
        }
        published(staged, 6_000);
        Files.writeString(staged.resolve(".generation"), "70");

        assertThat(run().report().get("resumedFiles").asInt()).isEqualTo(11);

        assertThat(generation()).isEqualTo(7_000);
        assertThat(files(target)).hasSize(12).doesNotContain(".generation");
    }

    @Test
    void killedBetweenTheTwoRenamesItIsThereStill() throws IOException {
        backup(ID).checkpoint(scratch).write();
        published(target, 7_000);
        Files.move(target, aside("20261101T000000.000Z"));
        try (RestoreFolder folder = RestoreFolder.open(config())) {
            published(folder.prepare(backup(ID).id()), 7_000);
        }

        assertThat(run().exit()).isZero();

        assertThat(generation()).isEqualTo(7_000);
    }

    private RestoreConfig config() {
        return new RestoreConfig(target, 1, Duration.ofSeconds(60), false, false);
    }

    private Path swap(Path data) throws IOException {
        return swap(data, NOW);
    }

    /** Gives where the old one is kept; the target where nothing is. */
    private Path swap(Path data, Instant now) throws IOException {
        try (RestoreFolder folder = RestoreFolder.open(config())) {
            return folder.swap(data, now).orElse(target);
        }
    }

    private Path data() throws IOException {
        Path data = Files.createDirectory(volume.resolve("data"));
        Files.writeString(data.resolve("new"), "restored");
        return data;
    }

    private Path aside(String time) {
        return volume.resolve("app.replaced-" + time);
    }

    private static void published(Path folder, long generation) throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("generation"), Long.toString(generation));
    }

    private long generation() throws IOException {
        return new GenerationFile(target).highest();
    }
}
