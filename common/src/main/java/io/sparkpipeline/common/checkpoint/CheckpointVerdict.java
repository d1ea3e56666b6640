package io.sparkpipeline.common.checkpoint;

import java.util.List;
import java.util.SortedSet;

/**
 * What was found out about one metadata file.
 *
 * @param references what a recovery from it would load; empty when it can't be read
 * @param parts the data files of the references that are there
 * @param bytes their size and that of the metadata file
 * @param problems why a recovery from it would fail or lose state; none when it is complete
 */
public record CheckpointVerdict(
        CheckpointFile file, SortedSet<RddReference> references, long parts, long bytes, List<String> problems) {

    public CheckpointVerdict {
        problems = List.copyOf(problems);
    }

    /** Whether a recovery from it has everything that it needs. */
    public boolean complete() {
        return problems.isEmpty();
    }

    /** One line. */
    public String summary() {
        return complete()
                ? file.name() + " is complete: " + references.size() + " state RDDs, " + parts + " parts, " + bytes
                        + " bytes"
                : file.name() + " can't be used: " + String.join("; ", problems);
    }
}
