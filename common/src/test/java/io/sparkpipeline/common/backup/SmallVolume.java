package io.sparkpipeline.common.backup;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A real file system of a few megabytes in memory (tmpfs), which can be full or read-only; needs root. */
public final class SmallVolume implements AutoCloseable {

    private final Path folder;

    private SmallVolume(Path folder) {
        this.folder = folder;
    }

    /**
     * Mounts one; where that is not allowed the test is skipped, saying so.
     *
     * @param folder an empty one
     * @param options of tmpfs, such as {@code size=2m} or {@code nr_inodes=50}
     */
    public static SmallVolume mount(Path folder, String options) {
        assumeTrue(
                run("mount", "-t", "tmpfs", "-o", options, "tmpfs", folder.toString()),
                "skipped: this user can't mount a small volume");
        return new SmallVolume(folder);
    }

    /** Changes its options, such as {@code ro}. */
    public void remount(String options) {
        if (!run("mount", "-o", "remount," + options, folder.toString())) {
            throw new IllegalStateException("remounting with " + options + " failed");
        }
    }

    public Path folder() {
        return folder;
    }

    @Override
    public void close() {
        // Lazily: whatever still holds a file open ends with its test.
        run("umount", "-l", folder.toString());
    }

    private static boolean run(String... command) {
        try {
            Process process = new ProcessBuilder(List.of(command))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return process.waitFor(30, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
