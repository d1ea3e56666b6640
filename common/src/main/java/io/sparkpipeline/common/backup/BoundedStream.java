package io.sparkpipeline.common.backup;

import io.sparkpipeline.common.file.LimitedStream;
import java.io.InputStream;

/** What is unpacked of a backup: from a good one no more comes than its index says. */
final class BoundedStream extends LimitedStream {

    BoundedStream(InputStream in, long limit, String what) {
        super(in, limit, over -> {
            throw new CorruptBackupException(what + " to over " + over + " bytes, more than it can hold");
        });
    }
}
