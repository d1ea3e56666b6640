package io.sparkpipeline.restore.snapshot;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.kube.KubeCalls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** When claims of a storage class are bound. */
enum Binding {
    IMMEDIATE,
    FIRST_POD,
    /** The class may not be read. */
    UNKNOWN;

    private static final Logger LOG = LoggerFactory.getLogger(Binding.class);

    /**
     * Asks the API.
     *
     * @throws JobException with exit code 1 when there is no such class
     */
    static Binding of(String storageClass, FromSnapshotCluster cluster) {
        try {
            return cluster.storageClass(storageClass)
                    .map(found -> "WaitForFirstConsumer".equals(found.getVolumeBindingMode()) ? FIRST_POD : IMMEDIATE)
                    .orElseThrow(() -> JobException.failed(
                            "the StorageClass '" + storageClass + "' does not exist",
                            "nothing was changed",
                            "correct --storage-class (kubectl get storageclass)"));
        } catch (JobException e) {
            if (KubeCalls.isForbidden(e)) {
                LOG.info("the storage class is not checked: {}", e.happened());
                return UNKNOWN;
            }
            throw e;
        }
    }
}
