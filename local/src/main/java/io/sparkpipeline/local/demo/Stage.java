package io.sparkpipeline.local.demo;

import io.sparkpipeline.local.driver.DriverListener;
import io.sparkpipeline.local.driver.DriverSupervisor;
import io.sparkpipeline.local.driver.StreamingDriver;
import io.sparkpipeline.local.events.EventGenerator;
import io.sparkpipeline.local.events.SteadyProducer;
import io.sparkpipeline.local.kafka.KafkaBroker;
import io.sparkpipeline.local.kubernetes.LocalKubernetes;
import io.sparkpipeline.local.process.CloseStack;
import io.sparkpipeline.local.s3.LocalS3;
import io.sparkpipeline.local.work.WorkDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The servers and the volume on one machine, and how the jobs are started on them. Closed in reverse by its stack. */
public final class Stage {

    public static final String INPUT = "events";
    public static final String OUTPUT = "aggregates";
    public static final String DEAD_LETTERS = "dead-letters";
    public static final String APP = "streaming-app";

    /** The claim of the checkpoint volume. */
    public static final String CLAIM = "spark-checkpoint-pvc";

    private static final int INPUT_PARTITIONS = 4;
    private static final String BUCKET = "backups";

    private final WorkDirectory work;
    private final KafkaBroker kafka;
    private final LocalS3 s3;
    private final CloseStack closing;
    private final Clock clock;

    private Stage(WorkDirectory work, KafkaBroker kafka, LocalS3 s3, CloseStack closing, Clock clock) {
        this.work = work;
        this.kafka = kafka;
        this.s3 = s3;
        this.closing = closing;
        this.clock = clock;
    }

    /** Starts the servers in a work directory. */
    public static Stage open(WorkDirectory work, CloseStack closing, Clock clock) throws Exception {
        KafkaBroker kafka = closing.open(() -> KafkaBroker.start(
                work.path().resolve("kafka"),
                Map.of(INPUT, INPUT_PARTITIONS, OUTPUT, INPUT_PARTITIONS, DEAD_LETTERS, 1)));
        LocalS3 s3 = closing.open(() -> LocalS3.start(work.path().resolve("s3"), BUCKET));
        Stage stage = new Stage(work, kafka, s3, closing, clock);
        Files.createDirectories(stage.checkpoint());
        stage.writeSigningKey();
        return stage;
    }

    public KafkaBroker kafka() {
        return kafka;
    }

    public LocalS3 s3() {
        return s3;
    }

    /** The folder that plays the checkpoint volume. */
    public Path volume() {
        return work.path().resolve("volumes").resolve("checkpoints");
    }

    /** The application's checkpoint directory on it. */
    public Path checkpoint() {
        return volume().resolve(APP);
    }

    private Path signingKey() {
        return work.path().resolve("signing.key");
    }

    private void writeSigningKey() throws IOException {
        byte[] key = new byte[32];
        new SecureRandom().nextBytes(key);
        Files.writeString(signingKey(), Base64.getEncoder().encodeToString(key));
    }

    /** Starts the driver under its supervisor. */
    public DriverSupervisor startDriver(int heapMebibytes, Duration batchInterval, DriverListener listener)
            throws Exception {
        List<String> arguments = List.of(
                "--app",
                APP,
                "--kafka-bootstrap",
                kafka.bootstrap(),
                "--topic",
                INPUT,
                "--output-topic",
                OUTPUT,
                "--dead-letter-topic",
                DEAD_LETTERS,
                "--checkpoint-path",
                checkpoint().toString(),
                "--batch-interval",
                batchInterval.toMillis() + "ms",
                "--savepoint-interval",
                "10s",
                "--trigger-file",
                work.path().resolve("trigger-checkpoint").toString());
        Path folder = work.folder("driver");
        return closing.open(
                () -> DriverSupervisor.start(StreamingDriver.jvm(folder, heapMebibytes, arguments), listener, clock));
    }

    /** Begins to produce. */
    public SteadyProducer startProducer(EventGenerator events, SteadyProducer.Load load) throws Exception {
        return closing.open(() -> SteadyProducer.start(kafka.bootstrap(), INPUT, events, load, clock));
    }

    /** The backup job, set up for this stage. */
    public JobRun backup() throws IOException {
        return JobRun.backup(
                work.folder("jobs"),
                storeVariables(Map.of("SOURCE", checkpoint().toString())),
                closing);
    }

    /** The restore job, set up for this stage. */
    public JobRun restore() throws IOException {
        return JobRun.restore(
                work.folder("jobs"),
                storeVariables(Map.of("TARGET", checkpoint().toString())),
                closing);
    }

    /** Starts a Kubernetes API that knows the checkpoint volume as the claim {@link #CLAIM}. */
    public LocalKubernetes startKubernetes() throws Exception {
        LocalKubernetes kubernetes =
                closing.open(() -> LocalKubernetes.start(work.path().resolve("kubernetes"), clock));
        kubernetes.createClaim(CLAIM, volume(), LocalKubernetes.STORAGE_CLASS);
        return kubernetes;
    }

    /** The snapshot job, set up for this stage. */
    public JobRun snapshot(LocalKubernetes kubernetes) throws IOException {
        return JobRun.snapshot(
                work.folder("jobs"),
                Map.of(
                        "KUBE_API",
                        kubernetes.apiUrl(),
                        "NAMESPACE",
                        LocalKubernetes.NAMESPACE,
                        "PVC",
                        CLAIM,
                        "SNAPSHOT_CLASS",
                        LocalKubernetes.SNAPSHOT_CLASS),
                closing);
    }

    private Map<String, String> storeVariables(Map<String, String> more) {
        Map<String, String> variables = new HashMap<>(s3.credentials());
        variables.put("BUCKET", s3.bucket());
        variables.put("ENDPOINT", s3.endpoint().toString());
        variables.put("REGION", LocalS3.REGION);
        variables.put("APP", APP);
        variables.put("BACKUP_SIGNING_KEY_FILE", signingKey().toString());
        variables.putAll(more);
        return variables;
    }
}
