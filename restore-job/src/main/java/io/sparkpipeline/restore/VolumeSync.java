package io.sparkpipeline.restore;

import io.sparkpipeline.common.cli.JobException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes what was written survive a loss of power. One {@code sync -f} (syncfs(2), coreutils) does it for all files at
 * once; file by file it takes a disk write each, minutes for a hundred thousand.
 */
final class VolumeSync {

    private static final Logger LOG = LoggerFactory.getLogger(VolumeSync.class);
    private static final long LIMIT_MINUTES = 30;

    private VolumeSync() {}

    static void sync(Path folder) throws IOException {
        if (!syncFileSystem(folder)) {
            forceEach(folder);
        }
    }

    private static boolean syncFileSystem(Path folder) {
        try {
            Process sync = new ProcessBuilder(List.of("sync", "-f", folder.toString()))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            if (!sync.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                sync.destroyForcibly();
                return false;
            }
            return sync.exitValue() == 0;
        } catch (IOException e) {
            LOG.debug("no sync command here, each file is forced on its own", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw JobException.temporary(
                    "interrupted while the volume was synced", "the target is as it was", "run it again");
        }
    }

    private static void forceEach(Path folder) throws IOException {
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : (Iterable<Path>) paths::iterator) {
                boolean isFolder = Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS);
                try (FileChannel channel =
                        FileChannel.open(path, isFolder ? StandardOpenOption.READ : StandardOpenOption.WRITE)) {
                    channel.force(true);
                }
            }
        }
    }
}
