package io.sparkpipeline.local.work;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The lock of a run on its folder; the system releases it when the process ends, by whatever end. */
final class RunLock implements AutoCloseable {

    static final String FILE = ".lock";

    /**
     * Folders locked by this process. On POSIX systems closing any channel of a file releases all of the process's
     * locks on it (see {@link FileLock}), so a second look from the same process must not even open the file.
     */
    private static final Set<Path> OWN = ConcurrentHashMap.newKeySet();

    private final Path folder;
    private final FileChannel channel;

    private RunLock(Path folder, FileChannel channel) {
        this.folder = folder;
        this.channel = channel;
    }

    /** The lock of the folder, or empty when a live run holds it. */
    static Optional<RunLock> take(Path folder) throws IOException {
        Path real = folder.toRealPath();
        if (!OWN.add(real)) {
            return Optional.empty();
        }
        FileChannel channel = null;
        FileLock lock = null;
        try {
            channel = FileChannel.open(real.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            lock = channel.tryLock();
            return lock == null ? Optional.empty() : Optional.of(new RunLock(real, channel));
        } finally {
            if (lock == null) {
                OWN.remove(real);
                if (channel != null) {
                    channel.close();
                }
            }
        }
    }

    /** Removes the file and releases the lock, in this order: nobody can hold a lock on a file that is about to go. */
    @Override
    public void close() throws IOException {
        try {
            Files.deleteIfExists(folder.resolve(FILE));
        } finally {
            channel.close();
            OWN.remove(folder);
        }
    }
}
