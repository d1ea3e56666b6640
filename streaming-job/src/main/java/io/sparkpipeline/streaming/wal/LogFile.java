package io.sparkpipeline.streaming.wal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/** A file that is appended to. */
interface LogFile extends Closeable {

    /** Writes all of them at the end. */
    void append(List<ByteBuffer> buffers) throws IOException;

    /** Returns when all that was written survives a loss of power (fdatasync). */
    void force() throws IOException;

    /** Cuts it off. */
    void truncate(long size) throws IOException;

    /** Opens files. */
    @FunctionalInterface
    interface Opener {
        LogFile open(Path path) throws IOException;
    }

    /** A file on a volume, made where it is missing. */
    static LogFile open(Path path) throws IOException {
        FileChannel channel = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        return new LogFile() {
            @Override
            public void append(List<ByteBuffer> buffers) throws IOException {
                channel.position(channel.size());
                for (ByteBuffer buffer : buffers) {
                    while (buffer.hasRemaining()) {
                        channel.write(buffer);
                    }
                }
            }

            @Override
            public void force() throws IOException {
                channel.force(false);
            }

            @Override
            public void truncate(long size) throws IOException {
                channel.truncate(size);
                channel.force(true);
            }

            @Override
            public void close() throws IOException {
                channel.close();
            }
        };
    }
}
