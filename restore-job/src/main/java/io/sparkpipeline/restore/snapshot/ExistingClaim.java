package io.sparkpipeline.restore.snapshot;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.TypedLocalObjectReference;
import io.sparkpipeline.common.cli.JobException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** A claim that has the new one's name: what an earlier run began, or something else. */
record ExistingClaim(PersistentVolumeClaim object) {

    private static final String SAFE = "it was left alone; the old claim and all snapshots are untouched";

    /** The snapshot that it comes from; empty where it comes from none. */
    Optional<String> source() {
        TypedLocalObjectReference source = object.getSpec().getDataSource();
        return Optional.ofNullable(source)
                .filter(from -> "VolumeSnapshot".equals(from.getKind()))
                .map(TypedLocalObjectReference::getName);
    }

    Instant created() {
        return Instant.parse(object.getMetadata().getCreationTimestamp());
    }

    /**
     * Checks that it is what would be made now, so that a rerun goes on with it.
     *
     * @throws JobException with exit code 75 when it is being deleted, and 65 when it is another
     */
    void requireSame(NewClaim planned, SourceSnapshot chosen) {
        String name = object.getMetadata().getName();
        if (object.getMetadata().getDeletionTimestamp() != null) {
            throw JobException.temporary(
                    "the claim '" + name + "' is being deleted",
                    SAFE,
                    "run it again when it is gone (a pod that uses it holds it: kubectl describe pvc " + name
                            + "), or choose another name with --pvc");
        }
        if (source().filter(chosen.name()::equals).isEmpty()) {
            throw JobException.refused(
                    "the claim '" + name + "' exists already and does not come from the snapshot " + chosen.name()
                            + ", but from "
                            + source().map(of -> "the snapshot " + of).orElse("no snapshot"),
                    SAFE,
                    "choose another name with --pvc");
        }
        List<String> differences = differences(planned);
        if (!differences.isEmpty()) {
            throw JobException.refused(
                    "the claim '" + name + "' exists already and is another than asked for: "
                            + String.join(", ", differences),
                    SAFE,
                    "ask for what it has, or choose another name with --pvc");
        }
    }

    private List<String> differences(NewClaim planned) {
        List<String> found = new ArrayList<>();
        String storageClass = Objects.requireNonNullElse(object.getSpec().getStorageClassName(), "none");
        if (!storageClass.equals(planned.storageClass())) {
            found.add("storage class " + storageClass + ", not " + planned.storageClass());
        }
        List<String> modes = object.getSpec().getAccessModes();
        if (!new HashSet<>(modes).equals(new HashSet<>(planned.accessModes()))) {
            found.add("access modes " + modes + ", not " + planned.accessModes());
        }
        Quantity size = size();
        if (bytes(size).compareTo(bytes(planned.size())) != 0) {
            found.add("size " + size + ", not " + planned.size());
        }
        return found;
    }

    private Quantity size() {
        return Optional.ofNullable(object.getSpec().getResources())
                .flatMap(resources -> Optional.ofNullable(resources.getRequests()))
                .flatMap(requests -> Optional.ofNullable(requests.get("storage")))
                .orElse(new Quantity("0"));
    }

    private static BigDecimal bytes(Quantity quantity) {
        return Quantity.getAmountInBytes(quantity);
    }
}
