package io.sparkpipeline.restore.snapshot;

import io.sparkpipeline.common.cli.JobException;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Which snapshot is restored.
 *
 * @param wanted a name, or {@code latest}
 * @param asOf with {@code latest}: not younger than this
 */
record SnapshotChoice(String wanted, Optional<Instant> asOf, String claim) {

    static final String LATEST = "latest";

    private static final String SAFE = "nothing was changed";

    /**
     * Chooses one that is ready. With {@code latest} a rerun stays with what it began, though a newer one came.
     *
     * @param begun the snapshot that a claim of the new name comes from
     * @throws JobException that names the choices when there is none
     */
    SourceSnapshot choose(List<SourceSnapshot> all, Optional<String> begun) {
        if (!wanted.equals(LATEST)) {
            return named(all);
        }
        return candidates(all)
                .filter(snapshot -> begun.filter(snapshot.name()::equals).isPresent())
                .findFirst()
                .orElseGet(() -> latest(all));
    }

    private Stream<SourceSnapshot> candidates(List<SourceSnapshot> all) {
        return all.stream()
                .filter(SourceSnapshot::usable)
                .filter(snapshot -> snapshot.claim().filter(claim::equals).isPresent())
                .filter(snapshot ->
                        asOf.filter(limit -> snapshot.taken().isAfter(limit)).isEmpty());
    }

    private SourceSnapshot latest(List<SourceSnapshot> all) {
        return candidates(all)
                .max(Comparator.comparing(SourceSnapshot::taken).thenComparing(SourceSnapshot::name))
                .orElseThrow(() -> JobException.failed(
                        "no snapshot of the claim '" + claim + "' is ready to use"
                                + asOf.map(limit -> " and not younger than " + limit)
                                        .orElse(""),
                        SAFE,
                        "choose with --snapshot or --as-of among: " + names(all)
                                + "; or restore a backup from S3 with 'restore run'"));
    }

    private SourceSnapshot named(List<SourceSnapshot> all) {
        SourceSnapshot found = all.stream()
                .filter(snapshot -> snapshot.name().equals(wanted))
                .findFirst()
                .orElseThrow(() -> JobException.failed(
                        "the snapshot '" + wanted + "' does not exist in this namespace",
                        SAFE,
                        "a claim can only come from a snapshot of its own namespace; there are: " + names(all)));
        if (found.claim().filter(other -> !other.equals(claim)).isPresent()) {
            throw JobException.refused(
                    "the snapshot '" + wanted + "' is of the claim '"
                            + found.claim().orElseThrow() + "', not of '" + claim + "'",
                    SAFE,
                    "give that claim with --source-pvc, or choose another: " + names(all));
        }
        if (!found.usable()) {
            throw JobException.refused(
                    "the snapshot '" + wanted + "' is not ready to use"
                            + found.error()
                                    .map(error -> "; the controller says: " + error)
                                    .orElse(""),
                    SAFE,
                    "wait until it is ready, or choose another: " + names(all));
        }
        return found;
    }

    private static String names(List<SourceSnapshot> all) {
        String names = all.stream()
                .filter(SourceSnapshot::usable)
                .sorted(Comparator.comparing(SourceSnapshot::taken).reversed())
                .map(snapshot -> snapshot.name() + " (" + snapshot.taken() + ")")
                .collect(Collectors.joining(", "));
        return names.isEmpty() ? "none" : names;
    }
}
