package io.sparkpipeline.common.checkpoint;

import io.sparkpipeline.common.cli.HeapShare;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The folder of one checkpointed RDD (org.apache.spark.rdd.ReliableCheckpointRDD): {@code part-00000} and on, and the
 * {@code _partitioner}, whose number of partitions says how many parts there must be. Spark goes on without that file,
 * whether it could not be written or got lost; then only the checkpoint itself can say it.
 *
 * @param parts the data files, by name
 * @param checked those of them that have a checksum file beside them, by name
 * @param partitioner how many parts the partitioner asks for; empty where none is there
 * @param told how many the checkpoint says there are; empty where it says nothing
 */
record RddFolder(
        RddReference reference,
        Path path,
        List<Path> parts,
        List<Path> checked,
        OptionalInt partitioner,
        OptionalInt told) {

    static final String PARTITIONER = "_partitioner";
    private static final int SHARE_OF_PARTITIONER = 16;
    private static final Pattern PART = Pattern.compile("part-\\d+");

    /**
     * Lists a folder.
     *
     * @param told how many parts the checkpoint says there are; empty where it says nothing
     * @throws IOException when it is not there or can't be read
     */
    static RddFolder read(Path path, RddReference reference, OptionalInt told) throws IOException {
        List<Path> parts = new ArrayList<>();
        Set<Path> sums = new HashSet<>();
        try (Stream<Path> entries = Files.list(path)) {
            entries.forEach(entry -> {
                if (PART.matcher(name(entry)).matches()) {
                    parts.add(entry);
                } else if (name(entry).endsWith(HadoopChecksum.SUFFIX)) {
                    sums.add(entry);
                }
            });
        }
        parts.sort(Comparator.naturalOrder());
        // A copy has none beside any file, and to ask for each would cost more than the rest of its check.
        List<Path> checked = sums.isEmpty()
                ? List.of()
                : parts.stream()
                        .filter(part -> sums.contains(HadoopChecksum.fileFor(part)))
                        .toList();
        return new RddFolder(reference, path, parts, checked, partitioner(path.resolve(PARTITIONER)), told);
    }

    /** The size of the parts. */
    long bytes() throws IOException {
        long bytes = 0;
        for (Path part : parts) {
            bytes += Files.size(part);
        }
        return bytes;
    }

    private static OptionalInt partitioner(Path file) throws IOException {
        if (!Files.exists(file)) {
            return OptionalInt.empty();
        }
        HadoopChecksum.check(file);
        Partitions found = new Partitions();
        try (InputStream in = Files.newInputStream(file)) {
            SerializedStreamReader.read(in, found, HeapShare.of(file.toString(), SHARE_OF_PARTITIONER));
        }
        return found.count;
    }

    /** Of a partitioner within another one, the outer one's is the last to end. */
    private static final class Partitions implements SerializedObjects {

        private OptionalInt count = OptionalInt.empty();

        @Override
        public Object visit(SerializedObject object) {
            if (object.field("partitions") instanceof Integer partitions) {
                count = OptionalInt.of(partitions);
            }
            return SerializedObject.NOT_KEPT;
        }
    }

    /** The files that a copy must hold. */
    List<Path> files() {
        List<Path> all = new ArrayList<>(parts);
        Path partitioner = path.resolve(PARTITIONER);
        if (Files.exists(partitioner)) {
            all.add(partitioner);
        }
        return all;
    }

    /** Why loading this folder would fail or lose state, as far as its listing tells. */
    List<String> problems() {
        List<String> problems = new ArrayList<>();
        int count = told.orElse(partitioner.orElse(parts.size()));
        if (partitioner.orElse(count) != count) {
            problems.add(reference + " has a partitioner of " + partitioner.orElse(0)
                    + ", and its checkpoint is one of " + count + " state partitions");
        } else if (parts.isEmpty()) {
            problems.add(reference + " has no parts");
        } else if (parts.size() != count) {
            problems.add(reference + " has " + parts.size() + " of " + count + " parts");
        } else if (!name(parts.get(parts.size() - 1)).equals(partName(count - 1))) {
            problems.add(reference + " has a gap in its parts");
        }
        return problems;
    }

    /** Parts whose content differs from the checksum that Hadoop wrote beside them; reads every byte. */
    List<String> alteredParts() throws IOException {
        List<String> problems = new ArrayList<>();
        for (Path part : checked) {
            try {
                HadoopChecksum.check(part);
            } catch (UnreadableCheckpointException e) {
                problems.add(reference + "/" + e.getMessage());
            }
        }
        return problems;
    }

    private static String partName(int number) {
        return String.format(java.util.Locale.ROOT, "part-%05d", number);
    }

    private static String name(Path path) {
        return Objects.toString(path.getFileName());
    }
}
