package io.sparkpipeline.snapshot;

import io.sparkpipeline.common.kube.KubeAction;
import io.sparkpipeline.common.kube.KubeEvents;
import java.util.List;

/** Every request that the job makes: the role of its service account needs these verbs and no others. */
public final class SnapshotPermissions {

    private static final String SNAPSHOTS = "snapshot.storage.k8s.io";

    static final KubeAction GET_CLAIM = new KubeAction("get", "", "persistentvolumeclaims", false);
    static final KubeAction GET_VOLUME = new KubeAction("get", "", "persistentvolumes", true);
    static final KubeAction GET_STORAGE_CLASS = new KubeAction("get", "storage.k8s.io", "storageclasses", true);
    static final KubeAction GET_CLASS = new KubeAction("get", SNAPSHOTS, "volumesnapshotclasses", true);
    static final KubeAction GET_SNAPSHOT = new KubeAction("get", SNAPSHOTS, "volumesnapshots", false);
    static final KubeAction LIST_SNAPSHOTS = new KubeAction("list", SNAPSHOTS, "volumesnapshots", false);
    static final KubeAction WATCH_SNAPSHOT = new KubeAction("watch", SNAPSHOTS, "volumesnapshots", false);
    static final KubeAction CREATE_SNAPSHOT = new KubeAction("create", SNAPSHOTS, "volumesnapshots", false);
    static final KubeAction DELETE_SNAPSHOT = new KubeAction("delete", SNAPSHOTS, "volumesnapshots", false);

    /** All of them, for the check of a manifest. */
    public static final List<KubeAction> ALL = List.of(
            GET_CLAIM,
            GET_VOLUME,
            GET_STORAGE_CLASS,
            GET_CLASS,
            GET_SNAPSHOT,
            LIST_SNAPSHOTS,
            WATCH_SNAPSHOT,
            CREATE_SNAPSHOT,
            DELETE_SNAPSHOT,
            KubeEvents.CREATE);

    private SnapshotPermissions() {}
}
