package io.sparkpipeline.common.backup;

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
        index.check();
        ObjectUnpacker unpacker =
                new ObjectUnpacker(repository.store(), repository.layout(), manifest.id(), progress::bytes);
        try (Workers workers = new Workers(parallelism, "verify")) {
            index.forEach(object -> workers.submit(() -> {
                unpacker.unpack(object, FileSink.none());
                progress.files(object.files().size());
            }));
            workers.finish();
        }
    }
}
