package io.sparkpipeline.local.process;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** The end of a log file. */
final class LogTail {

    private static final int WINDOW = 64 * 1024;

    private LogTail() {}

    /** So many lines from the last one that begins with {@code ERROR:}, else the last lines. */
    static String failure(Path file, long start, int lines) {
        List<String> all = of(file, start, Integer.MAX_VALUE).lines().toList();
        for (int i = all.size() - 1; i >= 0; i--) {
            if (all.get(i).startsWith("ERROR:")) {
                return String.join("\n", all.subList(i, Math.min(all.size(), i + lines)));
            }
        }
        return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    }

    /**
     * At most so many last lines, out of the last 64 KiB; a word about it where the file can't be read.
     *
     * @param start the offset in bytes where the log of interest begins
     */
    static String of(Path file, long start, int lines) {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(Math.min(start, log.length()), log.length() - WINDOW);
            byte[] bytes = new byte[(int) (log.length() - from)];
            log.seek(from);
            log.readFully(bytes);
            List<String> all = new String(bytes, StandardCharsets.UTF_8).lines().toList();
            return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
        } catch (IOException e) {
            return "(no log: " + e.getMessage() + ")";
        }
    }
}
