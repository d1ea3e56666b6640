package io.sparkpipeline.streaming.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class UsageTest {

    @TempDir
    Path volume;

    @Test
    void anAbsentOrEmptyFolderWasNeverUsed() throws IOException {
        assertThat(new Usage(volume.resolve("app")).everUsed()).isFalse();
        assertThat(new Usage(Files.createDirectory(volume.resolve("app"))).everUsed())
                .isFalse();
    }

    @Test
    void aFolderThatARestoreIsAboutToReplaceIsNoReasonToBeginAnew() throws IOException {
        Files.createDirectories(volume.resolve(".restore-app"));
        Files.writeString(volume.resolve(".restore-app").resolve("lock"), "");
        assertThat(new Usage(volume.resolve("app")).everUsed()).isFalse();
        Files.createDirectories(volume.resolve(".restore-app").resolve("20260101T000000Z-0001"));
        assertThat(new Usage(volume.resolve("app")).everUsed()).isTrue();
    }
}
