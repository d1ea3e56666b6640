package io.sparkpipeline.local.demo;

import com.fasterxml.jackson.databind.JsonNode;
import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.common.file.FileTrees;
import io.sparkpipeline.local.demo.Timeline.Kind;
import io.sparkpipeline.local.stage.JobRun.Ended;
import java.io.IOException;
import java.util.List;

/** The checkpoint volume is lost, and its state comes back from S3. */
record BackupAct(Scene scene) {

    /**
     * What was seen.
     *
     * @param backupSeconds from the start of the job's process to its end
     * @param bytes what the backup holds
     * @param restoreSeconds from the start of the job's process to its end
     * @param dataAgeSeconds how old the restored state was (achieved RPO)
     */
    record Figures(double backupSeconds, long bytes, double restoreSeconds, double dataAgeSeconds) {}

    Figures play() throws Exception {
        Ended backup = backsUpWhileItWrites();
        losesItsVolume();
        Ended restore = restores();
        return new Figures(
                backup.seconds(),
                backup.report().path("bytes").asLong(),
                restore.seconds(),
                restore.report().path("dataAgeSeconds").asDouble());
    }

    private Ended backsUpWhileItWrites() throws Exception {
        scene.story().step("A backup to S3 is taken while the driver writes.");
        scene.timeline().mark(Kind.BACKUP, "backup begins");
        Ended backup = scene.stage().jobs().backup().run("backup", List.of());
        JsonNode report = backup.report();
        scene.story()
                .outcome(
                        "backup %s: %d files, %s, in %.1f s",
                        report.path("backupId").asText(),
                        report.path("files").asLong(),
                        ByteSize.human(report.path("bytes").asLong()),
                        backup.seconds());
        return backup;
    }

    private void losesItsVolume() throws IOException {
        scene.story().step("The checkpoint volume is lost: the driver stops, its directory is deleted.");
        scene.awaitMoreCounted();
        scene.stopDriver();
        FileTrees.delete(scene.stage().checkpoint());
        scene.timeline().mark(Kind.LOSS, "checkpoint volume lost");
        scene.story().outcome("%s is gone", scene.stage().checkpoint());
    }

    private Ended restores() throws Exception {
        scene.story().step("The state is restored from S3, and the driver starts again.");
        Ended restore = scene.stage().jobs().restore().run("restore", List.of());
        scene.timeline().mark(Kind.RESTORE, "restored from S3");
        scene.story()
                .outcome(
                        "restored in %.1f s; the state is %.1f s old",
                        restore.seconds(),
                        restore.report().path("dataAgeSeconds").asDouble());
        scene.resumeDriver();
        return restore;
    }
}
