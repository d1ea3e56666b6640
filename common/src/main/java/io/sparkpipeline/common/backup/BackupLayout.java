package io.sparkpipeline.common.backup;

import io.sparkpipeline.common.store.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Where in a bucket what lies; nothing else joins keys.
 *
 * <pre>
 * prefix/app/id/segments/000001.tar[.zst]   small files, packed
 * prefix/app/id/files/path                  large files, one object each
 * prefix/app/id/index.jsonl.gz              a line a file
 * prefix/app/id/manifest.json               written last: its presence is the commit
 * </pre>
 */
public final class BackupLayout {

    /** What an application may be called: it is a folder in the bucket and on the volume. */
    public static final Pattern APP = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");

    private static final String SEGMENTS = "segments/";
    private static final String FILES = "files/";

    /** S3 allows 1024 bytes a key (Amazon S3 User Guide); the rest is for prefix, app and id. */
    private static final int LONGEST_NAME = 600;

    private final String root;

    /**
     * @param prefix without slashes at its ends; may be empty
     * @throws IllegalArgumentException when the application's name does not match {@link #APP}
     */
    public BackupLayout(String prefix, String app) {
        if (!APP.matcher(app).matches()) {
            throw new IllegalArgumentException("'" + app + "' is no application name");
        }
        this.root = (prefix.isEmpty() ? "" : prefix + "/") + app + "/";
    }

    /** The folder of all backups of the application. */
    public String root() {
        return root;
    }

    /** The folder of one backup. */
    public String folder(BackupId id) {
        return root + id + "/";
    }

    public String manifest(BackupId id) {
        return folder(id) + "manifest.json";
    }

    public String index(BackupId id) {
        return folder(id) + "index.jsonl.gz";
    }

    /** The key of an object of the backup, by its name in the index. */
    public String object(BackupId id, String name) {
        return folder(id) + name;
    }

    /** The name of a segment. */
    public String segment(int number, Compression compression) {
        return SEGMENTS + String.format(Locale.ROOT, "%06d", number) + ".tar" + compression.suffix();
    }

    /** The name of a large file's own object: its path, with what a key can't hold safely percent-encoded. */
    public String file(String path) {
        StringBuilder name = new StringBuilder(FILES);
        for (byte unit : path.getBytes(StandardCharsets.UTF_8)) {
            char character = (char) (unit & 0xff);
            if (isSafe(character)) {
                name.append(character);
            } else {
                name.append(String.format(Locale.ROOT, "%%%02X", unit & 0xff));
            }
        }
        return name.length() <= LONGEST_NAME
                ? name.toString()
                : FILES + "sha256-" + Sha256.hexOf(path.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether an object of that name is a segment, and not a file of its own. */
    public static boolean isSegment(String name) {
        return name.startsWith(SEGMENTS);
    }

    /** Whether an index may name such an object: one directly of this layout, which can't point elsewhere. */
    public static boolean isObjectName(String name) {
        return (name.startsWith(SEGMENTS) || name.startsWith(FILES)) && SafePaths.problem(name) == null;
    }

    private static boolean isSafe(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || (character >= '0' && character <= '9')
                || "-_.~/".indexOf(character) >= 0;
    }
}
