package io.sparkpipeline.restore.application;

import io.sparkpipeline.common.kube.KubeAction;
import java.util.List;

/** Every request of {@code restore --suspend-application}: its role needs these verbs and no others. */
public final class SuspendPermissions {

    static final KubeAction GET = new KubeAction("get", "sparkoperator.k8s.io", "sparkapplications", false);
    static final KubeAction PATCH = new KubeAction("patch", "sparkoperator.k8s.io", "sparkapplications", false);

    /** All of them. */
    public static final List<KubeAction> ALL = List.of(GET, PATCH);

    private SuspendPermissions() {}
}
