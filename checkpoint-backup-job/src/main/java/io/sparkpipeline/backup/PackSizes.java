package io.sparkpipeline.backup;

/**
 * How files are put into objects.
 *
 * @param segment the most bytes of tar in a segment
 * @param large from this size on a file is an object of its own
 */
record PackSizes(long segment, long large) {

    /** A segment of this size is one request, and one buffer in memory. */
    static final int PART = 16 << 20;

    private static final long LARGEST_SEGMENT = 256L << 20;

    /** Keeps a backup within about 20,000 objects, for what requests cost. */
    private static final long MOST_SEGMENTS = 15_000;

    /** For a cut of that many bytes. */
    static PackSizes of(long bytes) {
        long wanted = Math.max(PART, Math.min(LARGEST_SEGMENT, bytes / MOST_SEGMENTS));
        return new PackSizes(wanted, wanted / 2);
    }

    /** What a file of that name and size takes in a tar: header, padding, and a header for a long name (POSIX pax). */
    static long tarSize(String path, long size) {
        int longName = path.length() > 90 || !isAscii(path) ? 2_048 + 2 * path.length() * 3 : 0;
        return 512 + longName + (size + 511) / 512 * 512;
    }

    private static boolean isAscii(String text) {
        return text.chars().allMatch(character -> character < 0x80);
    }
}
