package io.sparkpipeline.common.backup;

import java.util.List;

/**
 * An object of a backup and the files in it.
 *
 * @param name relative to the backup's folder
 * @param size in bytes, as stored
 * @param sha256 of the bytes as stored, lower-case hex
 * @param files in the order in which the object holds them; at most {@link #MOST_FILES}
 */
public record StoredObject(String name, long size, String sha256, List<StoredFile> files) {

    /** Bounds the memory that one object takes on either side. */
    public static final int MOST_FILES = 20_000;

    public StoredObject {
        files = List.copyOf(files);
    }

    /** The sizes of its files, summed. */
    public long fileBytes() {
        return files.stream().mapToLong(StoredFile::size).sum();
    }
}
