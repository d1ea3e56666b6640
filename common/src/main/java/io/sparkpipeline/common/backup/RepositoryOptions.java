package io.sparkpipeline.common.backup;

import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.common.cli.Problems;
import io.sparkpipeline.common.store.BandwidthLimit;
import io.sparkpipeline.common.store.Deadline;
import io.sparkpipeline.common.store.ObjectStore;
import io.sparkpipeline.common.store.S3Clients;
import io.sparkpipeline.common.store.S3Location;
import io.sparkpipeline.common.store.S3Options;
import io.sparkpipeline.common.store.S3WriteSettings;
import io.sparkpipeline.common.store.StoreException;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Whose backups, in which bucket; mixed into every command that works with backups. */
public final class RepositoryOptions {

    private static final int MOST_PARALLEL = 64;

    /** Slower, and streams fall silent for so long that servers close them. */
    private static final long LEAST_BANDWIDTH = 64 << 10;

    @Mixin
    private S3Options s3 = new S3Options();

    @Option(
            names = "--app",
            paramLabel = "<name>",
            defaultValue = "streaming-app",
            description = "the application's name: its folder in the bucket")
    private String app = "streaming-app";

    @Option(
            names = "--backup-signing-key-file",
            paramLabel = "<file>",
            description = "file with the secret, 16 bytes or more, that signs manifests (HMAC-SHA-256); "
                    + "with it, unsigned and altered backups are refused")
    private @Nullable Path signingKeyFile;

    @Option(
            names = "--parallelism",
            paramLabel = "<n>",
            defaultValue = "16",
            description =
                    "number of objects, or parts of them, on the way at the same time; more take no more memory, which the heap bounds")
    private int parallelism = 16;

    @Option(
            names = "--bandwidth-limit",
            paramLabel = "<size>",
            description = "the most bytes a second, up and down together, such as 20MiB, from 64KiB on; an average: "
                    + "a part of up to 16 MiB goes at once. Without it no limit")
    private @Nullable ByteSize bandwidth;

    @Option(
            names = "--deadline",
            paramLabel = "<duration>",
            defaultValue = "30m",
            description = "how long calls of a store that does not answer are tried again, counted from the start")
    private Duration deadline = Duration.ofMinutes(30);

    /** Notes what is wrong with the options. */
    public void check(Problems problems) {
        s3.check(problems);
        problems.require(
                BackupLayout.APP.matcher(app).matches(),
                "--app",
                "'" + app + "' is no application name: letters, digits, '.', '_' and '-'");
        problems.require(
                parallelism >= 1 && parallelism <= MOST_PARALLEL,
                "--parallelism",
                "is from 1 to " + MOST_PARALLEL + ", not " + parallelism);
        problems.require(!deadline.isZero(), "--deadline", "is over zero");
        problems.require(
                bandwidth == null || bandwidth.bytes() >= LEAST_BANDWIDTH,
                "--bandwidth-limit",
                "is at least " + ByteSize.human(LEAST_BANDWIDTH) + ", not " + bandwidth);
        if (signingKeyFile != null) {
            try {
                SigningKey.read(signingKeyFile);
            } catch (IllegalArgumentException e) {
                problems.add("--backup-signing-key-file", signingKeyFile + " " + e.getMessage());
            }
        }
    }

    public String app() {
        return app;
    }

    public int parallelism() {
        return parallelism;
    }

    /** Opens the repository; call after {@link #check} found nothing. The deadline begins now. */
    public BackupRepository open(S3WriteSettings settings) {
        Path keyFile = signingKeyFile;
        ManifestCodec codec = new ManifestCodec(keyFile == null ? null : SigningKey.read(keyFile));
        // Segments and parts on the way, listings, and the reading of manifests.
        int connections = parallelism * 2 + 4;
        try {
            return new BackupRepository(
                    store(s3.location(connections), settings), new BackupLayout(s3.prefix(), app), codec, app);
        } catch (StoreException e) {
            throw e.toJobException("nothing was begun");
        }
    }

    private ObjectStore store(S3Location location, S3WriteSettings settings) {
        ByteSize most = bandwidth;
        return most == null
                ? S3Clients.open(location, settings, Deadline.in(deadline))
                : S3Clients.open(location, settings, Deadline.in(deadline), BandwidthLimit.of(most));
    }
}
