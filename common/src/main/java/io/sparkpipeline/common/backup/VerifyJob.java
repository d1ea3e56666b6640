package io.sparkpipeline.common.backup;

import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.common.store.StoreException;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.Locale;

/** Reads a backup back and reports. */
public final class VerifyJob {

    private static final String SAFE = "nothing was changed: this command only reads";

    private final BackupRepository repository;
    private final int parallelism;
    private final PrintWriter err;

    public VerifyJob(BackupRepository repository, int parallelism, PrintWriter err) {
        this.repository = repository;
        this.parallelism = parallelism;
        this.err = err;
    }

    /** Verifies; exit code 65 when the backup is not as it was written. */
    public Report run(String command, BackupManifest manifest) throws IOException {
        long started = System.nanoTime();
        try (Progress progress = Progress.start("verifying", manifest.files(), manifest.bytes(), err)) {
            new BackupVerifier(repository, parallelism).verify(manifest, progress);
        } catch (CorruptBackupException e) {
            throw e.toJobException(manifest.id(), SAFE);
        } catch (StoreException e) {
            throw e.toJobException(SAFE);
        }
        double seconds = (System.nanoTime() - started) / 1e9;
        boolean checked = repository.codec().signs();
        return Report.of(command)
                .with("backupId", manifest.id().text())
                .with("verdict", "intact")
                .with("files", manifest.files())
                .with("bytes", manifest.bytes())
                .with("objects", manifest.objects())
                .with("checkpointTime", manifest.checkpointTime())
                .with("signed", manifest.signed())
                .with("signatureChecked", checked)
                .with("seconds", Math.round(seconds * 1000) / 1000.0)
                .line("Backup " + manifest.id() + " is intact: every byte was read back and every hash was right")
                .line(String.format(
                        Locale.ROOT,
                        "%,d files, %s, in %,d objects, signature %s, took %.1f s",
                        manifest.files(),
                        ByteSize.human(manifest.bytes()),
                        manifest.objects(),
                        checked ? "valid" : manifest.signed() ? "not checked (no key given)" : "none",
                        seconds));
    }
}
