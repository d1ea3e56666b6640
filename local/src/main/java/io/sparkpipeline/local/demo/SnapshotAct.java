package io.sparkpipeline.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.local.demo.Timeline.Kind;
import io.sparkpipeline.local.stage.JobRun.Ended;
import io.sparkpipeline.local.stage.Stage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

/** The volume rots, and the application goes on with a new one made from a snapshot. */
record SnapshotAct(Scene scene) {

    private static final String NEW_CLAIM = Stage.CLAIM + "-restored";
    private static final int NOISE_BYTES = 256;

    /**
     * What was seen.
     *
     * @param snapshotSeconds from the start of the snapshot job's process to its end
     * @param restoreSeconds from the start of the restore job's process to its end
     * @param dataAgeSeconds how old the snapshot was by then
     */
    record Figures(double snapshotSeconds, double restoreSeconds, double dataAgeSeconds) {}

    Figures play() throws Exception {
        Ended snapshot = isTakenWhileItWrites();
        volumeRots();
        Ended restore = comesBack();
        return new Figures(
                snapshot.seconds(),
                restore.seconds(),
                restore.report().path("ageSeconds").asDouble());
    }

    private Ended isTakenWhileItWrites() throws Exception {
        scene.story().step("A volume snapshot is taken while the driver writes.");
        scene.timeline().mark(Kind.SNAPSHOT, "snapshot begins");
        Ended snapshot = scene.stage().jobs().snapshot(Stage.CLAIM).run("snapshot", List.of());
        JsonNode report = snapshot.report();
        scene.story()
                .outcome(
                        "snapshot %s: ready, %s, in %.1f s",
                        report.path("snapshot").asText(),
                        ByteSize.human(report.path("restoreSizeBytes").asLong()),
                        snapshot.seconds());
        return snapshot;
    }

    private void volumeRots() throws IOException {
        scene.story().step("The volume rots: the driver stops, every file on the volume becomes noise.");
        scene.awaitMoreCounted();
        scene.stopDriver();
        int files = overwriteWithNoise(
                scene.stage().checkpoint(), new Random(scene.config().seed()));
        scene.timeline().mark(Kind.LOSS, "checkpoint volume rotten");
        scene.story()
                .outcome(
                        "%d files of %s can't be read any more",
                        files, scene.stage().checkpoint());
    }

    private static int overwriteWithNoise(Path folder, Random random) throws IOException {
        byte[] noise = new byte[NOISE_BYTES];
        try (Stream<Path> paths = Files.walk(folder)) {
            List<Path> files = paths.filter(Files::isRegularFile).toList();
            for (Path file : files) {
                random.nextBytes(noise);
                Files.write(file, noise);
            }
            return files.size();
        }
    }

    private Ended comesBack() throws Exception {
        scene.story().step("A new volume is made from the snapshot, and the application is pointed at it.");
        Ended restore = scene.stage()
                .jobs()
                .restore()
                .run(
                        "from-snapshot",
                        List.of("from-snapshot", "--pvc", NEW_CLAIM, "--application", Stage.APP, "--apply"));
        String mounted = scene.stage().mountNamedClaim();
        scene.timeline().mark(Kind.RESTORE, "volume from the snapshot");
        scene.story().outcome("claim %s bound and mounted after %.1f s", mounted, restore.seconds());
        scene.resumeDriver();
        return restore;
    }
}
