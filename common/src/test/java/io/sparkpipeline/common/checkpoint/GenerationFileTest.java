package io.sparkpipeline.common.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GenerationFileTest {

    private static final Instant NOW = Instant.parse("2026-11-25T10:00:00Z");

    @TempDir
    private Path folder;

    @Test
    void twoWithinTheHourAreNotTheSame() throws IOException {
        GenerationFile file = new GenerationFile(folder);
        long first = file.after(0, NOW);
        file.keep(first);
        assertThat(new GenerationFile(folder).highest()).isEqualTo(first);
        assertThat(file.after(0, NOW)).isEqualTo(first + 1);
        assertThat(file.after(first + 7, NOW)).isEqualTo(first + 8);
        assertThat(file.after(0, NOW.minusSeconds(86_400))).isEqualTo(first + 1);
    }

    /** So a stream of which nothing is known any more begins above what it published. */
    @Test
    void aLaterOneIsAboveOneThatNobodyRemembers() {
        assertThat(GenerationFile.following(0, NOW.plusSeconds(3_600))).isGreaterThan(GenerationFile.following(0, NOW));
        assertThat(GenerationFile.following(0, NOW)).isEqualTo(7_882);
    }

    @Test
    void itNeverGoesBackAndNoneIsNone() throws IOException {
        GenerationFile file = new GenerationFile(folder);
        file.keep(0);
        assertThat(folder).isEmptyDirectory();
        file.keep(9);
        file.keep(8);
        assertThat(file.highest()).isEqualTo(9);
        assertThat(folder.resolve("generation")).hasContent("9\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "seven", "-7", "7 8", "78\0\0\n", "99999999999999999999"})
    void whatIsNoNumberIsTold(String content) throws IOException {
        Files.writeString(folder.resolve("generation"), content);
        assertThatThrownBy(new GenerationFile(folder)::highest)
                .isInstanceOf(IOException.class)
                .hasMessageContaining("generation holds no ");
    }

    @Test
    void aLinkIsNotFollowedAndAFolderIsNone() throws IOException {
        Path other = Files.writeString(folder.resolve("other"), "9\n");
        Files.createSymbolicLink(folder.resolve("generation"), other);
        assertThatThrownBy(new GenerationFile(folder)::highest).hasMessageContaining("generation is no file");
        Files.delete(folder.resolve("generation"));
        Files.createDirectory(folder.resolve("generation"));
        assertThatThrownBy(new GenerationFile(folder)::highest).hasMessageContaining("generation is no file");
    }

    @Test
    void itIsDiscardedWithWhatAKilledProcessLeft() throws IOException {
        GenerationFile file = new GenerationFile(folder);
        file.discard();
        file.keep(9);
        Files.writeString(folder.resolve(".generation"), "1");
        file.discard();
        assertThat(folder).isEmptyDirectory();
    }
}
