package io.sparkpipeline.common.backup;

import io.sparkpipeline.common.store.ObjectReader;
import io.sparkpipeline.common.store.StoreException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The backups of an application that a bucket holds. */
public final class BackupCatalog {

    private static final Logger LOG = LoggerFactory.getLogger(BackupCatalog.class);

    /** Larger than the manifest of a topic with 100,000 partitions. */
    private static final int LARGEST_MANIFEST = 8 << 20;

    /** What clocks of healthy machines differ at most. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(10);

    private final ObjectReader store;
    private final BackupLayout layout;
    private final ManifestCodec codec;
    private final String app;

    public BackupCatalog(ObjectReader store, BackupLayout layout, ManifestCodec codec, String app) {
        this.store = store;
        this.layout = layout;
        this.codec = codec;
        this.app = app;
    }

    /** All ids, complete or not, the newest first; folders that are no backups are left out. */
    public List<BackupId> ids() {
        return store.folders(layout.root()).stream()
                .map(BackupId::parse)
                .flatMap(Optional::stream)
                .sorted(Comparator.reverseOrder())
                .toList();
    }

    /**
     * The manifest; empty when the backup is incomplete or not there.
     *
     * @throws CorruptBackupException when there is one that can't be trusted
     */
    public Optional<BackupManifest> manifest(BackupId id) {
        try {
            return store.read(layout.manifest(id), LARGEST_MANIFEST).map(bytes -> codec.decode(bytes, id, app));
        } catch (StoreException e) {
            if (e.kind() == StoreException.Kind.TOO_LARGE) {
                throw new CorruptBackupException("its manifest is larger than any is", e);
            }
            throw e;
        }
    }

    /** Whether the backup is complete, whatever its manifest holds. */
    public boolean isComplete(BackupId id) {
        return store.head(layout.manifest(id)).isPresent();
    }

    /**
     * The newest complete backup. One dated ahead of the clock is taken only when there is no other: its age is unknown.
     *
     * @throws CorruptBackupException when the newest can't be trusted; an older one is not taken silently
     */
    public Optional<BackupManifest> newest(Instant now) {
        Instant credible = now.plus(CLOCK_SKEW);
        List<BackupId> ids = ids();
        Optional<BackupManifest> newest = first(ids, id -> !id.time().isAfter(credible));
        if (newest.isPresent()) {
            return newest;
        }
        Optional<BackupManifest> ahead = first(ids, id -> id.time().isAfter(credible));
        ahead.ifPresent(manifest -> LOG.warn("backup {} is dated ahead of this clock", manifest.id()));
        return ahead;
    }

    /** The newest complete backup whose cut was taken at that time or before. */
    public Optional<BackupManifest> asOf(Instant time) {
        return first(ids(), id -> !id.time().isAfter(time));
    }

    private Optional<BackupManifest> first(List<BackupId> newestFirst, Predicate<BackupId> choice) {
        for (BackupId id : newestFirst) {
            if (!choice.test(id)) {
                continue;
            }
            try {
                Optional<BackupManifest> manifest = manifest(id);
                if (manifest.isPresent()) {
                    return manifest;
                }
            } catch (CorruptBackupException e) {
                throw new CorruptBackupException("backup " + id + ": " + e.why(), e);
            }
            LOG.info("backup {} is incomplete and is passed over", id);
        }
        return Optional.empty();
    }
}
