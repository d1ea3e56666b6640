package io.sparkpipeline.restore;

import io.sparkpipeline.common.backup.BackupIndex;
import io.sparkpipeline.common.backup.BackupManifest;
import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.ObjectUnpacker;
import io.sparkpipeline.common.backup.Progress;
import io.sparkpipeline.common.backup.Workers;
import io.sparkpipeline.common.file.FileTrees;
import io.sparkpipeline.common.store.RangedReads;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Downloads a backup into a folder and verifies it on the way; what an earlier run left there and is right, stays. */
final class Download {

    private static final Logger LOG = LoggerFactory.getLogger(Download.class);

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
        Files.createDirectories(folder);
        StagedFiles files = new StagedFiles(folder);
        boolean resuming = files.anyThere();
        long resumed = fill(files, resuming, manifest);
        if (resuming && files.count() != manifest.files()) {
            LOG.warn("{} holds files that are not of the backup; it is emptied and filled again", folder);
            FileTrees.delete(folder);
            Files.createDirectories(folder);
            resumed = fill(new StagedFiles(folder), false, manifest);
        }
        return resumed;
    }

    private long fill(StagedFiles files, boolean resuming, BackupManifest manifest) throws IOException {
        LongAdder resumed = new LongAdder();
        Room.require(manifest, files.folder(), resuming ? files.bytesThere() : 0);
        try (Progress progress = Progress.start("restoring", manifest.files(), manifest.bytes(), err);
                RangedReads reads = RangedReads.of(repository.store(), parallelism);
                Workers workers = new Workers(parallelism, "download", BackupIndex.FILES_IN_HAND)) {
            ObjectUnpacker unpacker = new ObjectUnpacker(reads, repository.layout(), manifest.id(), progress::bytes);
            repository
                    .index(manifest)
                    .forEach(object -> workers.submit(object.files().size(), () -> {
                        if (resuming && files.allThere(object)) {
                            resumed.add(object.files().size());
                            progress.bytes(object.fileBytes());
                        } else {
                            unpacker.unpack(object, files::create);
                        }
                        progress.files(object.files().size());
                    }));
            workers.finish();
        }
        return resumed.sum();
    }
}
