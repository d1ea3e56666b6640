package io.sparkpipeline.restore;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RestoreFolderTest {

    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    private Path volume;

    private Path target;
    private RestoreConfig config;

    @BeforeEach
    void target() throws IOException {
        target = Files.createDirectory(volume.resolve("app"));
        config = new RestoreConfig(target, 1, Duration.ofSeconds(60), false, false);
    }

    /** What was to be put into the target's place is gone, so the second rename fails. */
    private void failToSwap() throws IOException {
        try (RestoreFolder folder = RestoreFolder.open(config)) {
            assertThatThrownBy(() -> folder.swap(volume.resolve("gone"), NOW)).isInstanceOf(NoSuchFileException.class);
        }
    }

    @Test
    void whenTheNewOneCanNotBePutInPlaceTheOldOneIsPutBack() throws IOException {
        Files.writeString(target.resolve("old"), "what was there before");
        failToSwap();
        assertThat(target.resolve("old")).hasContent("what was there before");
        assertThat(volume).isDirectoryNotContaining("glob:**/app.replaced-*");
    }

    @Test
    void soIsAnEmptyOneWithItsRights() throws IOException {
        Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxrwx---"));
        failToSwap();
        assertThat(target).isEmptyDirectory();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(target)))
                .isEqualTo("rwxrwx---");
    }

    @Test
    void theNextRunPutsTheNewOneInPlace() throws IOException {
        Files.writeString(target.resolve("old"), "what was there before");
        failToSwap();
        Path data = Files.createDirectory(volume.resolve("data"));
        Files.writeString(data.resolve("new"), "restored");
        try (RestoreFolder folder = RestoreFolder.open(config)) {
            Path aside = folder.swap(data, NOW).orElseThrow();
            assertThat(target.resolve("new")).hasContent("restored");
            assertThat(aside.resolve("old")).hasContent("what was there before");
        }
    }
}
