package io.sparkpipeline.restore.snapshot;

import io.sparkpipeline.common.kube.KubeAction;
import io.sparkpipeline.common.kube.KubeEvents;
import java.util.List;

/** Every request of {@code restore from-snapshot}: its role needs these verbs and no others. */
public final class FromSnapshotPermissions {

    static final KubeAction LIST_SNAPSHOTS =
            new KubeAction("list", "snapshot.storage.k8s.io", "volumesnapshots", false);
    static final KubeAction GET_CLAIM = new KubeAction("get", "", "persistentvolumeclaims", false);
    static final KubeAction CREATE_CLAIM = new KubeAction("create", "", "persistentvolumeclaims", false);
    static final KubeAction GET_STORAGE_CLASS = new KubeAction("get", "storage.k8s.io", "storageclasses", true);
    static final KubeAction GET_APPLICATION = new KubeAction("get", "sparkoperator.k8s.io", "sparkapplications", false);
    static final KubeAction PATCH_APPLICATION =
            new KubeAction("patch", "sparkoperator.k8s.io", "sparkapplications", false);

    /** All of them; the patch only with {@code --apply}. */
    public static final List<KubeAction> ALL = List.of(
            LIST_SNAPSHOTS,
            GET_CLAIM,
            CREATE_CLAIM,
            GET_STORAGE_CLASS,
            GET_APPLICATION,
            PATCH_APPLICATION,
            KubeEvents.CREATE);

    private FromSnapshotPermissions() {}
}
