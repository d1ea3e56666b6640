package io.sparkpipeline.snapshot;

import io.fabric8.volumesnapshot.api.model.VolumeSnapshotClass;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Knows which snapshots leave their content in the storage when they are deleted; asks for each class once. */
final class RetainedContents {

    private final SnapshotCluster cluster;
    private final Map<String, Optional<String>> policies = new HashMap<>();

    RetainedContents(SnapshotCluster cluster) {
        this.cluster = cluster;
    }

    Optional<String> noteFor(Snapshot snapshot) {
        return snapshot.className()
                .flatMap(this::policy)
                .filter("Retain"::equals)
                .map(retain -> snapshot.name()
                        + ": its class has deletionPolicy Retain, so the VolumeSnapshotContent "
                        + snapshot.content().orElse("(not told)")
                        + " and the snapshot in the storage stay until someone deletes them");
    }

    private Optional<String> policy(String className) {
        return policies.computeIfAbsent(
                className, name -> cluster.snapshotClass(name).map(VolumeSnapshotClass::getDeletionPolicy));
    }
}
