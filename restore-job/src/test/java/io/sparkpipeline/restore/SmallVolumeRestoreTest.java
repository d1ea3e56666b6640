package io.sparkpipeline.restore;

import static org.assertj.core.api.Assertions.assertThat;

import io.sparkpipeline.common.backup.BackupFixture;
import io.sparkpipeline.common.backup.SmallVolume;
import io.sparkpipeline.common.cli.CommandRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Restores to volumes that are full or read-only: the target stays, and the next run goes on. */
class SmallVolumeRestoreTest extends RestoreTestBase {

    private static final int FILES = 60;

    @TempDir
    Path mountPoint;

    @BeforeEach
    void backup() throws IOException {
        BackupFixture fixture = backup(ID).checkpoint(scratch);
        for (int number = 0; number < FILES; number++) {
            fixture.file("savepoints/" + number, new byte[20_000]);
        }
        fixture.write();
    }

    @Test
    void aVolumeThatGetsFullMeanwhile() throws IOException {
        // Room for the bytes, which are looked at before, but not for so many files.
        try (SmallVolume small = SmallVolume.mount(mountPoint, "size=8m,nr_inodes=40")) {
            Path to = old(small);

            CommandRun full = run("--target", to.toString());

            assertThat(full.exit()).as(full.err()).isEqualTo(1);
            assertThat(full.err())
                    .contains("No space left", "the checkpoint directory is as it was", "has room")
                    .doesNotContain("\tat ");
            assertThat(files(to)).containsExactly("old");

            small.remount("nr_inodes=400");
            CommandRun next = run("--target", to.toString());
            assertThat(next.exit()).as(next.err()).isZero();
            assertThat(files(to)).hasSizeGreaterThan(FILES).doesNotContain("old");
        }
    }

    @Test
    void aVolumeThatHasNoRoomIsRefusedBeforeAnythingIsDownloaded() throws IOException {
        try (SmallVolume small = SmallVolume.mount(mountPoint, "size=1m")) {
            Path to = old(small);

            CommandRun full = run("--target", to.toString());

            assertThat(full.exit()).isEqualTo(1);
            assertThat(full.err()).contains("make room", "the target is as it was");
            assertThat(files(small.folder())).doesNotContain(".restore-app/" + ID + "/savepoints/0");
            assertThat(files(to)).containsExactly("old");
        }
    }

    @Test
    void aVolumeThatIsReadOnly() throws IOException {
        try (SmallVolume small = SmallVolume.mount(mountPoint, "size=8m")) {
            Path to = old(small);
            small.remount("ro");

            CommandRun readOnly = run("--target", to.toString());

            assertThat(readOnly.exit()).isEqualTo(1);
            assertThat(readOnly.err())
                    .contains("Read-only file system", "the target is as it was", "mount it read-write")
                    .doesNotContain("\tat ");
            assertThat(files(to)).containsExactly("old");
        }
    }

    private static Path old(SmallVolume small) throws IOException {
        Path to = Files.createDirectory(small.folder().resolve("app"));
        Files.writeString(to.resolve("old"), "what was there before");
        return to;
    }
}
