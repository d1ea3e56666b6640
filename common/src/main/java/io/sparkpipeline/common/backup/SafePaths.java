package io.sparkpipeline.common.backup;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Which relative paths may be written below a target. */
public final class SafePaths {

    /** PATH_MAX and NAME_MAX of Linux (limits.h), in bytes. */
    private static final int LONGEST_PATH = 4095;

    private static final int LONGEST_NAME = 255;

    /** Of a char in UTF-8. */
    private static final int MOST_BYTES = 3;

    private SafePaths() {}

    /** Why the path is refused; null when it is a plain relative path with slashes. */
    public static @Nullable String problem(String path) {
        if (path.isEmpty()) {
            return "is empty";
        }
        if (path.charAt(0) == '/') {
            return "is absolute";
        }
        if (path.indexOf('\0') >= 0 || path.indexOf('\n') >= 0 || path.indexOf('\r') >= 0) {
            return "holds a control character";
        }
        if (isLonger(path, LONGEST_PATH)) {
            return "is too long";
        }
        int end;
        for (int begin = 0; begin <= path.length(); begin = end + 1) {
            int slash = path.indexOf('/', begin);
            end = slash < 0 ? path.length() : slash;
            String name = path.substring(begin, end);
            if (name.equals("..")) {
                return "climbs out of its folder";
            }
            if (name.isEmpty() || name.equals(".")) {
                return "has an empty part";
            }
            if (isLonger(name, LONGEST_NAME)) {
                return "has a part that is too long";
            }
        }
        return null;
    }

    /** In bytes, which are looked at only where they can be that many: this is asked for each file of a backup. */
    private static boolean isLonger(String text, int most) {
        return text.length() > most / MOST_BYTES && text.getBytes(StandardCharsets.UTF_8).length > most;
    }

    /** The path, when it is safe. */
    static String require(String path) {
        String problem = problem(path);
        if (problem != null) {
            throw new CorruptBackupException("the path '" + printable(path) + "' " + problem);
        }
        return path;
    }

    /** For messages: short and without control characters. */
    static String printable(String text) {
        String clean = text.replaceAll("\\p{Cntrl}", "?");
        return clean.length() <= 120 ? clean : clean.substring(0, 117) + "...";
    }
}
