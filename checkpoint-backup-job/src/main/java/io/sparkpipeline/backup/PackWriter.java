package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.Compression;
import io.sparkpipeline.common.backup.StoredFile;
import io.sparkpipeline.common.store.Sha256;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;

/** Writes the bytes of a pack to an object, and hashes each file on the way. */
final class PackWriter {

    private static final int READ = 1 << 16;

    private final Compression compression;

    PackWriter(Compression compression) {
        this.compression = compression;
    }

    /** Writes a segment. */
    List<StoredFile> segment(Pack pack, ObjectOutput out) throws IOException {
        List<StoredFile> stored = new ArrayList<>(pack.files().size());
        OutputStream compressed = compression.compress(new Shield(out));
        TarArchiveOutputStream tar = new TarArchiveOutputStream(compressed, "UTF-8");
        tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
        tar.setBigNumberMode(TarArchiveOutputStream.BIGNUMBER_POSIX);
        tar.setAddPaxHeadersForNonAsciiNames(true);
        for (SourceFile file : pack.files()) {
            TarArchiveEntry entry = new TarArchiveEntry(file.path());
            entry.setSize(file.size());
            entry.setLastModifiedTime(FileTime.fromMillis(file.modified().toEpochMilli() / 1000 * 1000));
            entry.setIds(0, 0);
            entry.setNames("", "");
            tar.putArchiveEntry(entry);
            stored.add(copy(file, tar, out));
            tar.closeArchiveEntry();
        }
        tar.finish();
        compressed.close();
        return stored;
    }

    /** Lets the compressor end its frame without closing the object, which its owner does. */
    private static final class Shield extends FilterOutputStream {
        Shield(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            out.write(bytes, offset, length);
        }

        @Override
        public void close() {}
    }

    /** Exactly as many bytes as the cut has: a cut changes no more, so more or fewer mean that someone writes into it. */
    private static StoredFile copy(SourceFile file, OutputStream out, ObjectOutput object) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[(int) Math.max(1, Math.min(READ, file.size()))];
        long left = file.size();
        try (InputStream in = Files.newInputStream(file.file())) {
            while (left > 0) {
                int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
                if (read < 0) {
                    throw file.becameShorter();
                }
                digest.update(buffer, 0, read);
                out.write(buffer, 0, read);
                left -= read;
                object.took(read);
            }
        }
        return new StoredFile(file.path(), file.size(), Sha256.hex(digest.digest()));
    }
}
