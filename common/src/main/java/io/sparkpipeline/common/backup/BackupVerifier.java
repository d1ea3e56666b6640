package io.sparkpipeline.common.backup;

import io.sparkpipeline.common.store.RangedReads;
import java.io.IOException;

/** Reads a backup back, every byte of it, and checks each hash. */
public final class BackupVerifier {

    private final BackupRepository repository;
    private final int parallelism;

    public BackupVerifier(BackupRepository repository, int parallelism) {
        this.repository = repository;
        this.parallelism = parallelism;
    }

    /**
     * Verifies the backup.
     *
     * @throws CorruptBackupException that says what is wrong with it
     */
    public void verify(BackupManifest manifest, Progress progress) throws IOException {
        BackupIndex index = repository.index(manifest);
        try (RangedReads reads = RangedReads.of(repository.store(), parallelism);
                Workers workers = new Workers(parallelism, "verify", BackupIndex.FILES_IN_HAND)) {
            ObjectUnpacker unpacker = new ObjectUnpacker(reads, repository.layout(), manifest.id(), progress::bytes);
            index.forEach(object -> workers.submit(object.files().size(), () -> {
                unpacker.unpack(object, FileSink.none());
                progress.files(object.files().size());
            }));
            workers.finish();
        }
    }
}
