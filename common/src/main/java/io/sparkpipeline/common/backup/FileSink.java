package io.sparkpipeline.common.backup;

import java.io.IOException;
import java.io.OutputStream;

/** Where the files of a backup go as they are read. */
@FunctionalInterface
public interface FileSink {

    /** Opens the file; it is closed when its bytes are written and their hash was right, or reading failed. */
    OutputStream open(StoredFile file) throws IOException;

    /** Takes no file: for reading back only. */
    static FileSink none() {
        return file -> OutputStream.nullOutputStream();
    }
}
