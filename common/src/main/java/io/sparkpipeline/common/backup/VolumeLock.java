package io.sparkpipeline.common.backup;

import io.sparkpipeline.common.cli.JobException;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lock file on a volume: the system frees it when its holder dies. On a volume without locks the work goes on
 * unlocked, since two at once are harmless to the backups themselves.
 */
public final class VolumeLock implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(VolumeLock.class);

    private final FileChannel channel;

    private VolumeLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the lock.
     *
     * @param what is under way when another one holds it, such as {@code another backup}
     * @throws JobException with exit code 75 when another process holds it
     */
    public static VolumeLock take(Path file, String what) throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (tryLock(channel) == null) {
                channel.close();
                throw held(file, what);
            }
        } catch (OverlappingFileLockException e) {
            channel.close();
            throw held(file, what).causedBy(e);
        } catch (IOException e) {
            LOG.warn("the volume of {} has no locks ({}); going on without", file, e.toString());
        }
        return new VolumeLock(channel);
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        return channel.tryLock();
    }

    private static JobException held(Path file, String what) {
        return JobException.temporary(
                what + " is under way: it holds " + file, "nothing was begun", "wait until it ends, then run it again");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
