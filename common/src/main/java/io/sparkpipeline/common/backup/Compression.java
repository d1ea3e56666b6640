package io.sparkpipeline.common.backup;

import com.github.luben.zstd.ZstdInputStream;
import com.github.luben.zstd.ZstdOutputStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;

/** How segments are compressed. */
public enum Compression {
    /** Plain tar: restores with what every distribution has. */
    none(""),
    /** Zstandard, level 1: smaller, and restores with tar only where the zstd tool is installed. */
    zstd(".zst");

    private static final int LEVEL = 1;

    /**
     * The largest window that is taken, 8 MiB, as a power of two: sixteen times what the level above needs, and what each
     * decompressor has to support (RFC 8878). A segment says how large its own is, outside of the heap's bounds.
     */
    private static final int LARGEST_WINDOW = 23;

    private final String suffix;

    Compression(String suffix) {
        this.suffix = suffix;
    }

    /** Of a segment's name, after {@code .tar}. */
    public String suffix() {
        return suffix;
    }

    /** Compresses what is written to the stream. */
    public OutputStream compress(OutputStream out) throws IOException {
        return this == none ? out : new ZstdOutputStream(out, LEVEL);
    }

    /** Decompresses; the one who reads bounds what comes out. */
    InputStream decompress(InputStream in) throws IOException {
        return this == none ? in : new ZstdInputStream(new BufferedInputStream(in, 1 << 16)).setLongMax(LARGEST_WINDOW);
    }

    /** By a segment's name. */
    static Compression of(String name) {
        return name.endsWith(zstd.suffix) ? zstd : none;
    }
}
