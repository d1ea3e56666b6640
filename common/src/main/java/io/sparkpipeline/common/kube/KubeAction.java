package io.sparkpipeline.common.kube;

/**
 * One kind of request, as a role permits it.
 *
 * @param verb of RBAC, such as {@code create}
 * @param group API group; empty for the core group
 * @param resource plural, such as {@code volumesnapshots}
 * @param clusterWide whether a ClusterRole is needed, since the resource is in no namespace
 */
public record KubeAction(String verb, String group, String resource, boolean clusterWide) {

    /** {@code volumesnapshots.snapshot.storage.k8s.io}. */
    public String qualifiedResource() {
        return group.isEmpty() ? resource : resource + "." + group;
    }

    @Override
    public String toString() {
        return verb + " " + qualifiedResource();
    }
}
