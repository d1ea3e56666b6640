package io.sparkpipeline.common.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTreesTest {

    @TempDir
    Path folder;

    @Test
    void deletesTheTreeAndNothingBehindItsLinks() throws IOException {
        Path kept = folder.resolve("kept");
        Files.createDirectories(kept.resolve("below"));
        Files.writeString(kept.resolve("below/file"), "kept");
        Path tree = folder.resolve("tree");
        Files.createDirectories(tree.resolve("a/b"));
        Files.writeString(tree.resolve("a/b/.hidden"), "gone");
        Files.writeString(tree.resolve("file"), "gone");
        Files.createDirectory(tree.resolve("empty"));
        Files.createSymbolicLink(tree.resolve("a/to-folder"), kept);
        Files.createSymbolicLink(tree.resolve("to-nothing"), folder.resolve("nothing"));

        FileTrees.delete(tree);

        assertThat(Files.exists(tree, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(kept.resolve("below/file")).hasContent("kept");
    }

    @Test
    void deletesALinkAndNotWhatItPointsTo() throws IOException {
        Path kept = Files.createDirectory(folder.resolve("kept"));
        Files.writeString(kept.resolve("file"), "kept");
        Path link = Files.createSymbolicLink(folder.resolve("link"), kept);

        FileTrees.delete(link);

        assertThat(Files.exists(link, LinkOption.NOFOLLOW_LINKS)).isFalse();
        assertThat(kept.resolve("file")).hasContent("kept");
    }

    @Test
    void nothingThereIsNoFailure() throws IOException {
        FileTrees.delete(folder.resolve("nothing"));
        assertThat(folder).isEmptyDirectory();
    }
}
