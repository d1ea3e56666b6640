package io.sparkpipeline.local.stage;

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
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The servers and the checkpoint volume on one machine. Closed in reverse by its stack. */
public final class Stage {

    public static final String INPUT = "events";
    public static final String OUTPUT = "aggregates";
    public static final String DEAD_LETTERS = "dead-letters";

    /** The application and its SparkApplication. */
    public static final String APP = "streaming-app";

    /** The claim that the application begins with. */
    public static final String CLAIM = "spark-checkpoint-pvc";

    private static final int INPUT_PARTITIONS = 4;
    private static final String BUCKET = "backups";

    private final WorkDirectory work;
    private final KafkaBroker kafka;
    private final LocalS3 s3;
    private final LocalKubernetes kubernetes;
    private final CheckpointVolume volume;
    private final CloseStack closing;
    private final Clock clock;

    private Stage(
            WorkDirectory work,
            KafkaBroker kafka,
            LocalS3 s3,
            LocalKubernetes kubernetes,
            CheckpointVolume volume,
            CloseStack closing,
            Clock clock) {
        this.work = work;
        this.kafka = kafka;
        this.s3 = s3;
        this.kubernetes = kubernetes;
        this.volume = volume;
        this.closing = closing;
        this.clock = clock;
    }

    /** Starts the servers in a work directory; the volume is empty, and mounted. */
    public static Stage open(WorkDirectory work, CloseStack closing, Clock clock) throws Exception {
        Path root = work.path();
        KafkaBroker kafka = closing.open(() -> KafkaBroker.start(
                root.resolve("kafka"), Map.of(INPUT, INPUT_PARTITIONS, OUTPUT, INPUT_PARTITIONS, DEAD_LETTERS, 1)));
        LocalS3 s3 = closing.open(() -> LocalS3.start(root.resolve("s3"), BUCKET));
        LocalKubernetes kubernetes = closing.open(() -> LocalKubernetes.start(root.resolve("kubernetes"), clock));
        Path folder = root.resolve("volumes").resolve(CLAIM);
        CheckpointVolume volume = CheckpointVolume.mounted(root.resolve("mnt").resolve("checkpoints"), folder);
        kubernetes.createClaim(CLAIM, folder, LocalKubernetes.STORAGE_CLASS);
        kubernetes.createApplication(APP, CLAIM);
        Stage stage = new Stage(work, kafka, s3, kubernetes, volume, closing, clock);
        Files.createDirectories(stage.checkpoint());
        return stage;
    }

    public KafkaBroker kafka() {
        return kafka;
    }

    public LocalS3 s3() {
        return s3;
    }

    public LocalKubernetes kubernetes() {
        return kubernetes;
    }

    /** The application's checkpoint directory on the mounted volume. */
    public Path checkpoint() {
        return volume.mountPoint().resolve(APP);
    }

    /** Mounts the claim that the SparkApplication names now, as its pods get it when they start anew. */
    public String mountNamedClaim() throws IOException {
        String claim = kubernetes.claimOf(APP);
        volume.mount(kubernetes.folderOf(claim));
        return claim;
    }

    /** The jobs, set up for this stage. */
    public StageJobs jobs() throws IOException {
        return StageJobs.of(this, work, closing);
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
}
