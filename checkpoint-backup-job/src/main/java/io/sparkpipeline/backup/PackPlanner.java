package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.SafePaths;
import io.sparkpipeline.common.cli.JobException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Walks a cut in a fixed order and fills packs, one at a time, so that memory holds one pack and one folder's names.
 * The same cut gives the same packs: an upload that was killed goes on where it was.
 */
final class PackPlanner {

    /** What is done with each pack. */
    @FunctionalInterface
    interface Consumer {
        void accept(Pack pack) throws IOException;
    }

    /** Of a tar, at its end (POSIX ustar). */
    private static final long END_OF_TAR = 1_024;

    /** Well under what a reader takes: a few packs are in memory at once, with the names of their files. */
    private static final int MOST_FILES = 4_000;

    /** What stands for bytes that are no letter (java.lang.String). */
    private static final char REPLACEMENT = '\uFFFD';

    private final PackSizes sizes;
    private final Consumer consumer;
    private final List<SourceFile> filling = new ArrayList<>();
    private long filled = END_OF_TAR;
    private int number;

    private PackPlanner(PackSizes sizes, Consumer consumer) {

        this.sizes = sizes;
        this.consumer = consumer;
    }

    /** Hands each pack of the folder to the consumer. */
    static void plan(Path root, PackSizes sizes, Consumer consumer) throws IOException {
        PackPlanner planner = new PackPlanner(sizes, consumer);
        planner.folder(root, "");
        planner.flush();
    }

    private void folder(Path folder, String prefix) throws IOException {
        String[] names = folder.toFile().list();
        if (names == null) {
            throw new IOException(folder + " can't be listed");
        }
        Arrays.sort(names);
        for (String name : names) {
            requireDecoded(prefix + name);
            Path file = folder.resolve(name);
            BasicFileAttributes attributes =
                    Files.readAttributes(file, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            if (attributes.isDirectory()) {
                folder(file, prefix + name + "/");
            } else {
                add(new SourceFile(
                        file,
                        safe(prefix + name),
                        attributes.size(),
                        attributes.lastModifiedTime().toInstant()));
            }
        }
    }

    /** What the JVM could not decode, it can't open either. */
    private static void requireDecoded(String path) {
        if (path.indexOf(REPLACEMENT) >= 0) {
            throw refused(path, "is no text in this process's encoding; where LANG=C.UTF-8 is not set, set it");
        }
    }

    private static String safe(String path) {
        String problem = SafePaths.problem(path);
        if (problem != null) {
            throw refused(path, problem);
        }
        return path;
    }

    private static JobException refused(String path, String problem) {
        return JobException.refused(
                "the file '" + path.replaceAll("\\p{Cntrl}", "?") + "' can't be backed up: its name " + problem,
                "nothing was uploaded; the checkpoint directory was only read",
                "remove or rename the file: Spark writes none of that name");
    }

    private void add(SourceFile file) throws IOException {
        if (file.size() >= sizes.large()) {
            consumer.accept(new Pack(++number, true, List.of(file)));
            return;
        }
        long size = PackSizes.tarSize(file.path(), file.size());
        if (filled + size > sizes.segment() || filling.size() == MOST_FILES) {
            flush();
        }
        filling.add(file);
        filled += size;
    }

    private void flush() throws IOException {
        if (!filling.isEmpty()) {
            consumer.accept(new Pack(++number, false, filling));
            filling.clear();
            filled = END_OF_TAR;
        }
    }
}
