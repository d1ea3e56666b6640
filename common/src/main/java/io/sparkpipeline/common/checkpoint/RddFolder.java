package io.sparkpipeline.common.checkpoint;

import io.sparkpipeline.common.checkpoint.SerializedGraph.Node;
import java.io.IOException;
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
 * {@code _partitioner}, whose number of partitions is the only record of how many parts there must be.
 *
 * @param parts the data files, by name
 * @param checked those of them that have a checksum file beside them, by name
 * @param expectedParts how many parts the partitioner asks for; empty where none is there
 */
record RddFolder(RddReference reference, Path path, List<Path> parts, List<Path> checked, OptionalInt expectedParts) {

    static final String PARTITIONER = "_partitioner";
    private static final Pattern PART = Pattern.compile("part-\\d+");

    /**
     * Lists a folder.
     *
     * @throws IOException when it is not there or can't be read
     */
    static RddFolder read(Path path, RddReference reference) throws IOException {
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
        return new RddFolder(reference, path, parts, checked, expectedParts(path.resolve(PARTITIONER)));
    }

    /** The size of the parts. */
    long bytes() throws IOException {
        long bytes = 0;
        for (Path part : parts) {
            bytes += Files.size(part);
        }
        return bytes;
    }

    private static OptionalInt expectedParts(Path partitioner) throws IOException {
        if (!Files.exists(partitioner)) {
            return OptionalInt.empty();
        }
        HadoopChecksum.check(partitioner);
        for (Node node : SerializedGraph.parse(Files.readAllBytes(partitioner)).objects()) {
            if (node.field("partitions") instanceof Integer partitions) {
                return OptionalInt.of(partitions);
            }
        }
        return OptionalInt.empty();
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
        int count = expectedParts.orElse(parts.size());
        if (parts.isEmpty()) {
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
