package io.sparkpipeline.common.backup;

import io.sparkpipeline.common.store.ObjectStore;

/**
 * The backups of one application in one bucket.
 *
 * @param app the application's name
 */
public record BackupRepository(ObjectStore store, BackupLayout layout, ManifestCodec codec, String app)
        implements AutoCloseable {

    /** What is there. */
    public BackupCatalog catalog() {
        return new BackupCatalog(store, layout, codec, app);
    }

    /** The index of a backup. */
    public BackupIndex index(BackupManifest manifest) {
        return new BackupIndex(store, layout, manifest);
    }

    @Override
    public void close() {
        store.close();
    }
}
