package io.sparkpipeline.local.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.volumesnapshot.api.model.VolumeSnapshot;
import io.sparkpipeline.common.cli.CommandLines;
import io.sparkpipeline.common.cli.Environment;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.restore.RestoreCommand;
import io.sparkpipeline.snapshot.SnapshotCommand;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LocalKubernetesTest {

    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path work;

    @SuppressWarnings("NullAway.Init")
    private LocalKubernetes kubernetes;

    @SuppressWarnings("NullAway.Init")
    private Path checkpoints;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void start() throws IOException {
        kubernetes = LocalKubernetes.start(work, Clocks.system());
        checkpoints = work.resolve("mnt/checkpoints");
        kubernetes.createClaim("spark-checkpoint-pvc", checkpoints, LocalKubernetes.STORAGE_CLASS);
        Files.createDirectories(checkpoints.resolve("app/rdd-1"));
        Files.writeString(checkpoints.resolve("app/rdd-1/part-00000"), "state");
    }

    @AfterEach
    void stop() {
        kubernetes.close();
    }

    @Test
    void aSnapshotComesBackAsANewVolume() throws IOException {
        assertThat(snapshot("--scheduled-time", "2026-11-22T12:00:00Z")).isZero();
        Files.writeString(checkpoints.resolve("app/rdd-1/part-00000"), "damaged");

        assertThat(run(new RestoreCommand(), "from-snapshot", "--pvc", "restored"))
                .as(err.toString())
                .isZero();
        Path restored = kubernetes.folderOf("restored");
        assertThat(restored).isNotEqualTo(checkpoints);
        assertThat(restored.resolve("app/rdd-1/part-00000")).hasContent("state");
    }

    @Test
    void anErrorClearsAndTheKubeconfigIsEnough() {
        kubernetes.failSnapshots(2, "the backend is busy");
        kubernetes.snapshotsTake(Duration.ofMillis(300));
        int code = CommandLines.run(
                new SnapshotCommand(),
                Environment.of(Map.of("KUBECONFIG", kubernetes.kubeconfig().toString())),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                "--scheduled-time",
                "2026-11-22T12:00:00Z");
        assertThat(code).isZero();
        assertThat(out.toString()).contains("is ready: 5 B");
    }

    @Test
    void aDeletedSnapshotFreesItsFolder() {
        assertThat(snapshot("--scheduled-time", "2026-11-22T12:00:00Z")).isZero();
        VolumeSnapshot made = kubernetes
                .client()
                .resources(VolumeSnapshot.class)
                .list()
                .getItems()
                .get(0);
        Path folder = work.resolve("snapshots").resolve(made.getMetadata().getUid());
        assertThat(folder).isDirectory();
        kubernetes.client().resource(made).delete();
        await().atMost(Duration.ofSeconds(10)).until(() -> Files.notExists(folder));
    }

    @Test
    void aNewClaimWithoutASourceIsAnEmptyFolder() {
        kubernetes
                .client()
                .resource(LocalObjects.claim(LocalKubernetes.NAMESPACE, "fresh", LocalKubernetes.STORAGE_CLASS))
                .create();
        await().atMost(Duration.ofSeconds(10)).until(() -> isBound("fresh"));
        assertThat(kubernetes.folderOf("fresh")).isEmptyDirectory();
    }

    private int snapshot(String... args) {
        return run(new SnapshotCommand(), args);
    }

    private int run(Object command, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.addAll(List.of("--kube-api", kubernetes.apiUrl(), "--namespace", LocalKubernetes.NAMESPACE));
        return CommandLines.run(
                command,
                Environment.of(Map.of()),
                new PrintWriter(out, true),
                new PrintWriter(err, true),
                all.toArray(String[]::new));
    }

    private boolean isBound(String name) {
        PersistentVolumeClaim claim = kubernetes
                .client()
                .persistentVolumeClaims()
                .inNamespace(LocalKubernetes.NAMESPACE)
                .withName(name)
                .get();
        return "Bound".equals(Objects.requireNonNull(claim).getStatus().getPhase());
    }
}
