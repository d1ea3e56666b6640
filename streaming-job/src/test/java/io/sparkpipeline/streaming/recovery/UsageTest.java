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

    @Test
    void aWriteAheadLogIsCountedAnewAsLongAsItBeginsWithItsFirstEvent() throws IOException {
        Path app = volume.resolve("app");
        Path log = Files.createDirectories(app.resolve("http-log"));
        Files.writeString(log.resolve("00000000000000000000.log"), "events");
        assertThat(new Usage(app).everUsed()).isFalse();
        Files.move(log.resolve("00000000000000000000.log"), log.resolve("00000000000000000007.log"));
        assertThat(new Usage(app).everUsed()).isTrue();
    }

    @Test
    void aNewGraphLeavesTheWriteAheadLogWhereItIs() throws IOException {
        Path app = volume.resolve("app");
        Path segment = Files.createDirectories(app.resolve("http-log")).resolve("00000000000000000000.log");
        Files.writeString(segment, "events");
        Files.writeString(app.resolve("checkpoint-1000"), "old");
        new Rejected(app, java.time.Clock.fixed(java.time.Instant.EPOCH, java.time.ZoneOffset.UTC)).everything();
        new Leftovers(app).sweep("none");
        assertThat(app.resolve("checkpoint-1000")).doesNotExist();
        assertThat(segment).hasContent("events");
    }
}
