package io.sparkpipeline.common.store;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.CRC32C;

/**
 * A range of a file that changes no more.
 *
 * @param from its first byte
 * @param length in bytes
 */
record FileRange(Path file, long from, int length) {

    private static final int READ = 1 << 16;

    /** Its bytes; fails with {@link SourceException} where they end early, and as they can't be read. */
    InputStream open() {
        try {
            SeekableByteChannel channel = Files.newByteChannel(file);
            try {
                channel.position(from);
            } catch (IOException e) {
                channel.close();
                throw e;
            }
            return new BufferedInputStream(new Bounded(Channels.newInputStream(channel)), READ);
        } catch (IOException e) {
            throw new SourceException(file, e);
        }
    }

    /** What its bytes have now. */
    int crc32c() {
        CRC32C crc = new CRC32C();
        byte[] buffer = new byte[READ];
        try (InputStream in = open()) {
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                crc.update(buffer, 0, read);
            }
        } catch (IOException e) {
            throw new SourceException(file, e);
        }
        return (int) crc.getValue();
    }

    private final class Bounded extends InputStream {

        private final InputStream in;
        private int left = length;

        Bounded(InputStream in) {
            this.in = in;
        }

        @Override
        public int read() {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int wanted) {
            if (left == 0) {
                return -1;
            }
            try {
                int read = in.read(buffer, offset, Math.min(wanted, left));
                if (read < 0) {
                    throw new EOFException("it became shorter while it was read");
                }
                left -= read;
                return read;
            } catch (IOException e) {
                throw new SourceException(file, e);
            }
        }

        @Override
        public void close() throws IOException {
            in.close();
        }
    }
}
