package io.sparkpipeline.streaming.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GenerationFileTest {

    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void two_within_the_hour_are_not_the_same() throws IOException {
        GenerationFile file = new GenerationFile(folder);
        long first = file.after(0, NOW);
        file.keep(first);
        assertThat(new GenerationFile(folder).highest()).isEqualTo(first);
        assertThat(file.after(0, NOW)).isEqualTo(first + 1);
        assertThat(file.after(first + 7, NOW)).isEqualTo(first + 8);
        assertThat(file.after(0, NOW.minusSeconds(86_400))).isEqualTo(first + 1);
    }

    @Test
    void it_never_goes_back_and_none_is_none() throws IOException {
        GenerationFile file = new GenerationFile(folder);
        file.keep(0);
        assertThat(folder).isEmptyDirectory();
        file.keep(9);
        file.keep(8);
        assertThat(file.highest()).isEqualTo(9);
        assertThat(folder.resolve(GenerationFile.NAME)).hasContent("9\n");
    }

    @Test
    void what_is_no_number_is_told() throws IOException {
        Files.writeString(folder.resolve(GenerationFile.NAME), "");
        assertThatThrownBy(new GenerationFile(folder)::highest)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("generation holds no number");
    }
}
