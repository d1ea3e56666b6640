package io.sparkpipeline.common.backup;

import io.sparkpipeline.common.store.ObjectContent;
import io.sparkpipeline.common.store.RangedReads;
import io.sparkpipeline.common.store.Sha256;
import io.sparkpipeline.common.store.StoreException;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Iterator;
import java.util.function.LongConsumer;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads an object of a backup and gives out its files, each checked against its size and hash in the index. */
public final class ObjectUnpacker {

    private static final Logger LOG = LoggerFactory.getLogger(ObjectUnpacker.class);

    /** What tar adds at most for a file: its header, a long name's two records and padding (POSIX pax). */
    private static final long TAR_OVERHEAD = 16_384;

    private final RangedReads reads;
    private final BackupLayout layout;
    private final BackupId id;
    private final LongConsumer progress;

    /** @param progress is told the bytes of each piece of file that was read */
    public ObjectUnpacker(RangedReads reads, BackupLayout layout, BackupId id, LongConsumer progress) {
        this.reads = reads;
        this.layout = layout;
        this.id = id;
        this.progress = progress;
    }

    /**
     * Reads the whole object. What does not match is read a second time, since bytes can be altered on the way; the sink
     * then gets its files again.
     *
     * @throws CorruptBackupException when the object or a file in it is not what the index says
     * @throws IOException when the sink fails
     */
    public void unpack(StoredObject object, FileSink sink) throws IOException {
        long[] told = {0};
        try {
            once(object, sink, told);
        } catch (CorruptBackupException e) {
            LOG.warn(
                    "object {}: {}; it is read once more, since the network may have altered it",
                    object.name(),
                    e.why());
            progress.accept(-told[0]);
            once(object, sink, new long[] {0});
        }
    }

    private void once(StoredObject object, FileSink sink, long[] told) throws IOException {
        MessageDigest digest = Sha256.digest();
        try (ObjectContent content = reads.open(layout.object(id, object.name()), object.size())) {
            if (content.info().size() != object.size()) {
                throw new CorruptBackupException("object " + object.name() + " has "
                        + content.info().size() + " bytes and should have " + object.size());
            }
            if (!BackupLayout.isSegment(object.name())) {
                whole(object, content.body(), sink, told);
                return;
            }
            DigestInputStream raw = new DigestInputStream(content.body(), digest);
            segment(object, raw, sink, told);
            raw.transferTo(OutputStream.nullOutputStream());
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.NOT_FOUND) {
                throw new CorruptBackupException("object " + object.name() + " is missing", e);
            }
            throw e;
        }
        if (!Sha256.hex(digest.digest()).equals(object.sha256())) {
            throw new CorruptBackupException("object " + object.name() + " was altered: its SHA-256 is wrong");
        }
    }

    /** An object that is one file: its hash is the file's, so its bytes are hashed once. */
    private void whole(StoredObject object, InputStream body, FileSink sink, long[] told) throws IOException {
        StoredFile file = object.files().get(0);
        if (file.size() != object.size() || !file.sha256().equals(object.sha256())) {
            throw new CorruptBackupException(
                    "the index gives object " + object.name() + " another size or SHA-256 than the file in it");
        }
        file(file, body, sink, told);
    }

    private void segment(StoredObject object, InputStream raw, FileSink sink, long[] told) throws IOException {
        long most = object.fileBytes() + (object.files().size() + 1) * TAR_OVERHEAD;
        InputStream plain = new BoundedStream(
                Compression.of(object.name()).decompress(raw), most, "object " + object.name() + " inflates");
        // Not closed: that would close the raw stream, whose rest is still to be hashed.
        TarArchiveInputStream tar = new TarArchiveInputStream(plain, "UTF-8");
        Iterator<StoredFile> expected = object.files().iterator();
        for (TarArchiveEntry entry = next(object, tar); entry != null; entry = next(object, tar)) {
            file(match(object, entry, expected), tar, sink, told);
        }
        if (expected.hasNext()) {
            throw new CorruptBackupException(
                    "object " + object.name() + " lacks '" + expected.next().path() + "'");
        }
    }

    /** What the store can't deliver is a StoreException; an IOException is what tar or zstd make of the bytes. */
    private static @Nullable TarArchiveEntry next(StoredObject object, TarArchiveInputStream tar) {
        try {
            return tar.getNextEntry();
        } catch (EOFException e) {
            throw new CorruptBackupException("object " + object.name() + " is cut off", e);
        } catch (IOException | IllegalArgumentException e) {
            throw new CorruptBackupException(
                    "object " + object.name() + " is no valid segment: "
                            + SafePaths.printable(String.valueOf(e.getMessage())),
                    e);
        }
    }

    private static int read(StoredFile file, InputStream in, byte[] buffer, int length) {
        try {
            int read = in.read(buffer, 0, length);
            if (read >= 0) {
                return read;
            }
        } catch (IOException e) {
            throw new CorruptBackupException("'" + SafePaths.printable(file.path()) + "' can't be unpacked: " + e, e);
        }
        throw new CorruptBackupException("'" + SafePaths.printable(file.path()) + "' is cut off");
    }

    private static StoredFile match(StoredObject object, TarArchiveEntry entry, Iterator<StoredFile> expected) {
        String name = SafePaths.printable(entry.getName());
        byte kind = entry.getLinkFlag();
        if ((kind != TarConstants.LF_NORMAL && kind != TarConstants.LF_OLDNORM) || entry.isSparse()) {
            throw new CorruptBackupException(
                    "object " + object.name() + " holds '" + name + "', which is no plain file");
        }
        if (!expected.hasNext()) {
            throw new CorruptBackupException(
                    "object " + object.name() + " holds '" + name + "', which the index does not name");
        }
        StoredFile file = expected.next();
        if (!entry.getName().equals(file.path())) {
            throw new CorruptBackupException("object " + object.name() + " holds '" + name + "' where the index has '"
                    + SafePaths.printable(file.path()) + "'");
        }
        if (entry.getSize() != file.size()) {
            throw new CorruptBackupException("'" + name + "' has " + entry.getSize() + " bytes in its segment and "
                    + file.size() + " in the index");
        }
        return file;
    }

    private void file(StoredFile file, InputStream in, FileSink sink, long[] told) throws IOException {
        MessageDigest digest = Sha256.digest();
        byte[] buffer = new byte[(int) Math.max(1, Math.min(1 << 16, file.size()))];
        long left = file.size();
        try (OutputStream out = sink.open(file)) {
            while (left > 0) {
                int read = read(file, in, buffer, (int) Math.min(buffer.length, left));
                digest.update(buffer, 0, read);
                out.write(buffer, 0, read);
                left -= read;
                told[0] += read;
                progress.accept(read);
            }
        }
        if (!Sha256.hex(digest.digest()).equals(file.sha256())) {
            throw new CorruptBackupException(
                    "'" + SafePaths.printable(file.path()) + "' was altered: its SHA-256 is wrong");
        }
    }
}
