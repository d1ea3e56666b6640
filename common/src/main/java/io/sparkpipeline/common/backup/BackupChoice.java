package io.sparkpipeline.common.backup;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.store.StoreException;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Which backup is meant.
 *
 * @param id one of them; null for the newest
 * @param asOf the newest one taken then or before; null for no limit
 */
public record BackupChoice(@Nullable BackupId id, @Nullable Instant asOf) {

    private static final String SAFE = "nothing was changed";

    /**
     * From what a user writes.
     *
     * @param backup {@code latest} or an id
     * @throws JobException with exit code 2 when it is neither
     */
    public static BackupChoice of(String backup, @Nullable Instant asOf) {
        if (backup.equals("latest")) {
            return new BackupChoice(null, asOf);
        }
        BackupId id = BackupId.parse(backup)
                .orElseThrow(() -> JobException.usage(
                        "'" + backup + "' is no backup id, such as 20261122T100000Z-3fa9, and not 'latest'",
                        "'list' shows the ids"));
        if (asOf != null) {
            throw JobException.usage("--backup and --as-of both choose a backup", "give one of them");
        }
        return new BackupChoice(id, null);
    }

    /**
     * Finds it.
     *
     * @throws JobException with exit code 65 when there is none, or it can't be trusted
     */
    public BackupManifest choose(BackupRepository repository, Instant now) {
        BackupCatalog catalog = repository.catalog();
        try {
            return find(catalog, now).orElseThrow(() -> nothing(repository));
        } catch (CorruptBackupException e) {
            throw id == null
                    ? JobException.refused(e.why(), SAFE, "choose an older one by --backup ID ('list' shows them)")
                            .causedBy(e)
                    : e.toJobException(id, SAFE);
        } catch (StoreException e) {
            throw e.toJobException(SAFE);
        }
    }

    private Optional<BackupManifest> find(BackupCatalog catalog, Instant now) {
        if (id != null) {
            return catalog.manifest(id);
        }
        return asOf != null ? catalog.asOf(asOf) : catalog.newest(now);
    }

    private JobException nothing(BackupRepository repository) {
        String where = "of application '" + repository.app() + "' under '"
                + repository.layout().root() + "'";
        if (id != null) {
            return JobException.refused(
                    "there is no complete backup " + id + " " + where, SAFE, "'list' shows which there are");
        }
        return JobException.refused(
                "there is no complete backup " + where + (asOf == null ? "" : " as of " + asOf),
                SAFE,
                "check --bucket, --prefix and --app; 'list' shows which there are");
    }
}
