package io.sparkpipeline.backup;

import io.sparkpipeline.common.backup.BackupId;
import io.sparkpipeline.common.backup.BackupManifest;
import io.sparkpipeline.common.backup.BackupRepository;
import io.sparkpipeline.common.backup.BackupVerifier;
import io.sparkpipeline.common.backup.CorruptBackupException;
import io.sparkpipeline.common.backup.Progress;
import io.sparkpipeline.common.backup.StoredObject;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.file.Parallel;
import io.sparkpipeline.common.store.Chunk;
import io.sparkpipeline.common.store.MultipartUpload;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes a backup of a staged cut: objects, index, a look that all is there and reads back, and the manifest last. */
final class CutUpload {

    private static final Logger LOG = LoggerFactory.getLogger(CutUpload.class);
    private static final int LARGEST_MANIFEST = 8 << 20;
    private static final String SAFE = "no backup was committed; earlier backups are as they were";

    private final BackupRepository repository;
    private final BackupConfig config;
    private final PrintWriter err;

    CutUpload(BackupRepository repository, BackupConfig config, PrintWriter err) {
        this.repository = repository;
        this.config = config;
        this.err = err;
    }

    /** Uploads what is not there yet, checks, commits, and reads back. */
    BackupOutcome run(StagedCut cut) throws IOException {
        // Asked of a new cut, too: a wrong bucket or key is told by this one request, and not by many that carry files.
        Optional<BackupManifest> committed = repository.catalog().manifest(cut.id());
        if (committed.isPresent()) {
            LOG.info("backup {} is committed already, by a run that was interrupted after that", cut.id());
            BackupManifest manifest = committed.orElseThrow();
            orUndone(cut, () -> {
                repository.index(manifest).check();
                readBack(manifest);
            });
            return new BackupOutcome(manifest, manifest.objects());
        }
        // What no run began to upload need not be looked for.
        boolean resuming = IndexSpool.isBegun(cut.spool());
        try (IndexSpool spool = IndexSpool.open(cut.spool(), resuming ? inBucket(cut.id()) : Map.of())) {
            long resumed = spool.objects().size();
            upload(cut, spool, resuming ? unfinished(cut.id()) : Map.of());
            StoredObject index = index(cut, spool);
            BackupManifest written = manifest(cut, spool, index);
            List<Step> checks = List.of(
                    () -> requireAllThere(cut.id(), spool, index),
                    () -> repository.index(written).check());
            orUndone(cut, () -> Parallel.forEach("check", checks, Step::run));
            BackupManifest manifest = commit(written);
            orUndone(cut, () -> readBack(manifest));
            return new BackupOutcome(manifest, resumed);
        }
    }

    private void upload(StagedCut cut, IndexSpool spool, Map<String, MultipartUpload> earlier) throws IOException {
        StagedCut.Facts facts = cut.facts();
        Uploader uploader = new Uploader(repository, config.parallelism(), facts.compression());
        try (Progress progress = Progress.start("uploading", facts.files(), facts.bytes(), err)) {
            progress.files(spool.files());
            progress.bytes(spool.bytes());
            uploader.upload(cut.id(), cut.data(), PackSizes.of(facts.bytes()), spool, earlier, progress);
        }
    }

    private Map<String, MultipartUpload> unfinished(BackupId id) {
        return repository.store().unfinished(repository.layout().folder(id));
    }

    private StoredObject index(StagedCut cut, IndexSpool spool) throws IOException {
        if (spool.files() != cut.facts().files() || spool.bytes() != cut.facts().bytes()) {
            throw new IllegalStateException("the cut has " + cut.facts().files() + " files and " + spool.files()
                    + " were packed, " + cut.facts().bytes() + " bytes and " + spool.bytes());
        }
        return new Uploader(repository, config.parallelism(), cut.facts().compression()).index(cut.id(), spool);
    }

    private Map<String, Long> inBucket(BackupId id) {
        String folder = repository.layout().folder(id);
        Map<String, Long> sizes = new HashMap<>();
        repository.store().list(folder, info -> sizes.put(info.key().substring(folder.length()), info.size()));
        return sizes;
    }

    private void requireAllThere(BackupId id, IndexSpool spool, StoredObject index) {
        Map<String, Long> there = inBucket(id);
        Map<String, Long> wanted = new HashMap<>(spool.objects());
        wanted.put(
                repository
                        .layout()
                        .index(id)
                        .substring(repository.layout().folder(id).length()),
                index.size());
        wanted.forEach((name, size) -> {
            if (!size.equals(there.get(name))) {
                throw JobException.failed(
                        "the store took object " + name + " of backup " + id + " with " + size
                                + " bytes, but lists it with " + there.get(name),
                        SAFE,
                        "check the store: it does not keep what it is given");
            }
        });
    }

    private BackupManifest manifest(StagedCut cut, IndexSpool spool, StoredObject index) {
        StagedCut.Facts facts = cut.facts();
        return new BackupManifest(
                BackupManifest.FORMAT_VERSION,
                cut.id(),
                config.app(),
                facts.source(),
                facts.checkpointRoot(),
                facts.cutTime(),
                facts.checkpointTime(),
                facts.offsets(),
                spool.files(),
                spool.bytes(),
                spool.objects().size(),
                spool.storedBytes(),
                index.size(),
                index.sha256(),
                config.toolVersion(),
                null);
    }

    private BackupManifest commit(BackupManifest manifest) {
        String key = repository.layout().manifest(manifest.id());
        byte[] bytes = repository.codec().encode(manifest);
        if (!repository.store().putIfAbsent(key, Chunk.of(bytes))) {
            boolean ours = repository
                    .store()
                    .read(key, LARGEST_MANIFEST)
                    .filter(there -> Arrays.equals(there, bytes))
                    .isPresent();
            if (!ours) {
                throw JobException.failed(
                        "another process committed backup " + manifest.id() + " at the same time",
                        "that backup, and all earlier ones, are as they were",
                        "run it again: it takes a new id");
            }
        }
        return repository.codec().decode(bytes, manifest.id(), config.app());
    }

    private void readBack(BackupManifest manifest) throws IOException {
        BackupManifest read = repository
                .catalog()
                .manifest(manifest.id())
                .orElseThrow(() -> new CorruptBackupException("its manifest is gone"));
        if (!read.equals(manifest)) {
            throw new CorruptBackupException("its manifest reads back otherwise than it was written");
        }
        if (config.readBack()) {
            try (Progress progress = Progress.start("verifying", manifest.files(), manifest.bytes(), err)) {
                new BackupVerifier(repository, config.parallelism()).verify(manifest, progress);
            }
        }
    }

    /** A part of the work that reads what was written. */
    @FunctionalInterface
    private interface Step {
        void run() throws IOException;
    }

    /**
     * A backup that reads back otherwise than it was written counts as complete no longer: its cut is still here, and the
     * next run uploads all of it anew.
     */
    private void orUndone(StagedCut cut, Step reading) throws IOException {
        try {
            reading.run();
        } catch (CorruptBackupException e) {
            LOG.warn("deleting the manifest of {}, if it has one: it reads back wrong, {}", cut.id(), e.getMessage());
            repository.store().delete(List.of(repository.layout().manifest(cut.id())));
            Files.deleteIfExists(cut.spool());
            throw e.toJobException(
                    cut.id(), "earlier backups are as they were; nothing was pruned; the cut waits in " + cut.folder());
        }
    }
}
