package io.sparkpipeline.restore;

import io.sparkpipeline.common.backup.BackupIndex;
import io.sparkpipeline.common.backup.BackupManifest;
import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.ObjectUnpacker;
import io.sparkpipeline.common.backup.Progress;
import io.sparkpipeline.common.backup.StoredObject;
import io.sparkpipeline.common.backup.Workers;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;

/** Downloads a backup into a folder and verifies it on the way; what an earlier run left there and is right, stays. */
final class Download {

    private final BackupRepository repository;
    private final int parallelism;
    private final PrintWriter err;

    Download(BackupRepository repository, int parallelism, PrintWriter err) {
        this.repository = repository;
        this.parallelism = parallelism;
        this.err = err;
    }

    /** Makes the folder hold the backup's files, each verified, and nothing else; gives how many were there already. */
    long into(Path folder, BackupManifest manifest) throws IOException {
        StagedFiles files = new StagedFiles(folder);
        boolean resuming = files.anyThere();
        LongAdder resumed = new LongAdder();
        BackupIndex index = repository.index(manifest);
        Room.require(manifest, folder, files.bytesThere());
        try (Progress progress = Progress.start("restoring", manifest.files(), manifest.bytes(), err);
                Workers workers = new Workers(parallelism, "download")) {
            ObjectUnpacker unpacker =
                    new ObjectUnpacker(repository.store(), repository.layout(), manifest.id(), progress::bytes);
            index.forEach(object -> workers.submit(() -> {
                if (resuming && files.allThere(object)) {
                    resumed.add(object.files().size());
                    progress.bytes(object.fileBytes());
                } else {
                    fetch(object, unpacker, files);
                }
                progress.files(object.files().size());
            }));
            workers.finish();
        }
        files.requireCount(manifest.files());
        return resumed.sum();
    }

    private static void fetch(StoredObject object, ObjectUnpacker unpacker, StagedFiles files) throws IOException {
        unpacker.unpack(object, files::create);
    }
}
