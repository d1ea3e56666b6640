package io.sparkpipeline.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import io.sparkpipeline.common.kube.SnapshotLabels;
import io.sparkpipeline.common.time.Clocks;
import io.sparkpipeline.snapshot.TestCluster.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SnapshotRunTest {

    private static final String NOON = "2026-11-22T12:00:00Z";
    private static final String NAME = "spark-checkpoint-pvc-202611221200";

    private final TestCluster cluster = new TestCluster();
    private final Instant now = Clocks.system().instant();

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void createsWaitsAndReports() {
        Ended ended = runAtNoon("--output", "json");

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out())
                .contains("\"snapshot\":\"" + NAME + "\"", "\"restoreSizeBytes\":10737418240", "\"created\":true");
        assertThat(cluster.snapshots()).containsExactly(NAME);
        assertThat(cluster.eventReasons()).containsExactly("SnapshotReady");
    }

    @Test
    void aRerunCreatesNothingTwice() {
        assertThat(runAtNoon().code()).isZero();
        Ended again = runAtNoon("--output", "json");

        assertThat(again.code()).isZero();
        assertThat(again.out()).contains("\"created\":false");
        assertThat(cluster.snapshots()).containsExactly(NAME);
        assertThat(cluster.eventReasons()).hasSize(1);
    }

    @Test
    void atTheDeadlineTheControllersWordsAreGivenAndNothingIsPruned() {
        cluster.createOwnSnapshot("old-1", now.minus(Duration.ofDays(30)), true);
        cluster.createOwnSnapshot("old-2", now.minus(Duration.ofDays(31)), true);
        cluster.createOwnSnapshot("old-3", now.minus(Duration.ofDays(32)), true);
        cluster.controllerSays(TestCluster.error("rpc error: code = ResourceExhausted: pool is full"));

        Ended ended = runAtNoon("--ready-timeout", "400ms", "--poll-interval", "100ms");

        assertThat(ended.code()).isEqualTo(75);
        assertThat(ended.err()).contains("is not ready after 400ms", "pool is full", "nothing was pruned");
        assertThat(cluster.snapshots()).contains("old-1", "old-2", "old-3", NAME);
        assertThat(cluster.eventReasons()).containsExactly("SnapshotNotReady");

        cluster.setStatus(NAME, TestCluster.ready());
        assertThat(runAtNoon("--keep-at-least", "1").code()).isZero();
        assertThat(cluster.snapshots()).containsExactly(NAME);
        assertThat(cluster.eventReasons())
                .as("the story ends well")
                .containsExactlyInAnyOrder("SnapshotNotReady", "SnapshotReady", "SnapshotsPruned");
    }

    @Test
    void aRerunOfAnOlderTimeKeepsWhatItReportsReady() {
        cluster.createOwnSnapshot(NAME, now.minus(Duration.ofDays(3)), true);
        cluster.createOwnSnapshot("young", now.minus(Duration.ofDays(1)), true);
        cluster.createOwnSnapshot("old", now.minus(Duration.ofDays(2)), true);

        Ended ended = runAtNoon("--retention", "1s", "--keep-at-least", "1");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("keep " + NAME + ": this-run: ", "delete old: expired");
        assertThat(cluster.snapshots()).containsExactly(NAME, "young");
    }

    @Test
    void aRerunWithAnotherClassIsToldThatTheSnapshotKeepsItsOwn() {
        cluster.createClass("other", TestCluster.DRIVER, "Delete");
        assertThat(runAtNoon().code()).isZero();

        assertThat(runAtNoon("--snapshot-class", "other").out())
                .contains("note: the snapshot " + NAME + " is of the class csi-snapclass and stays so");
    }

    @Test
    void theSnapshotOfAnEarlierClaimOfThatNameIsRefused() {
        cluster.createOwnSnapshot("old", now.minus(Duration.ofDays(30)), true);
        assertThat(runAtNoon("--dry-run").code()).isZero();
        assertThat(runAtNoon("--keep-at-least", "2").code()).isZero();
        cluster.recreateClaim();

        assertEnds(65, NAME + " was taken of an earlier claim '" + TestCluster.PVC + "'", "--keep-at-least", "1");
        assertThat(cluster.snapshots()).containsExactly("old", NAME);
    }

    @Test
    void snapshotsOfAnEarlierClaimHaveAFloorOfTheirOwn() {
        assertThat(runAtNoon().code()).isZero();
        cluster.recreateClaim();

        Ended ended =
                cluster.run("--scheduled-time", "2026-11-22T13:00:00Z", "--retention", "1ms", "--keep-at-least", "1");
        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(ended.out()).contains("keep " + NAME + ": newest", ", of an earlier claim with the UID");
        assertThat(cluster.snapshots()).containsExactly(NAME, "spark-checkpoint-pvc-202611221300");
    }

    @Test
    void anErrorThatClearsIsNoFailure() {
        cluster.controllerSays(TestCluster.error("the backend is busy"));
        Thread heals = new Thread(() -> {
            await().atMost(Duration.ofMinutes(1))
                    .until(() -> cluster.api.requests().stream()
                            .anyMatch(request -> request.action().verb().equals("watch")));
            cluster.setStatus(NAME, TestCluster.ready());
        });
        heals.start();

        assertThat(runAtNoon("--poll-interval", "1m").code()).isZero();
    }

    @Test
    void prunesOwnOldOnesOfTheClaimOnlyAndSaysWhy() {
        Map<String, String> ours = Map.of(SnapshotLabels.MANAGED_BY, SnapshotLabels.OURS);
        cluster.createOwnSnapshot("young", now.minus(Duration.ofDays(1)), true);
        cluster.createOwnSnapshot("old", now.minus(Duration.ofDays(9)), true);
        cluster.createOwnSnapshot("never-ready", now.minus(Duration.ofDays(2)), false);
        cluster.createSnapshot("foreign", TestCluster.PVC, now.minus(Duration.ofDays(99)), true, Map.of());
        cluster.createSnapshot("other-claim", "other", now.minus(Duration.ofDays(99)), true, ours);
        cluster.createSnapshot(
                "kept",
                TestCluster.PVC,
                now.minus(Duration.ofDays(99)),
                true,
                Map.of(SnapshotLabels.MANAGED_BY, SnapshotLabels.OURS, SnapshotLabels.KEEP, "true"));

        Ended ended = runAtNoon();

        assertThat(ended.code()).as(ended.err()).isZero();
        assertThat(cluster.snapshots()).containsExactly("foreign", "kept", "other-claim", NAME, "young");
        assertThat(ended.out())
                .contains(
                        "delete old: expired: 9d 0h old, over 7d",
                        "delete never-ready: abandoned",
                        "keep kept: labelled-keep");
        assertThat(cluster.eventReasons()).containsExactlyInAnyOrder("SnapshotReady", "SnapshotsPruned");
    }

    @Test
    void retainedContentIsNoted() {
        cluster.createClass("retaining", TestCluster.DRIVER, "Retain");
        cluster.createOwnSnapshot("young", now.minus(Duration.ofDays(1)), true);
        cluster.createSnapshotOfClass("old", "retaining", now.minus(Duration.ofDays(9)));

        assertThat(runAtNoon().out()).contains("note: old: its class has deletionPolicy Retain", "snapcontent-1");
    }

    @Test
    void aDryRunChangesNothing() {
        cluster.createOwnSnapshot("b", now.minus(Duration.ofDays(1)), true);
        cluster.createOwnSnapshot("a", now.minus(Duration.ofDays(9)), true);
        cluster.createOwnSnapshot("c", now.minus(Duration.ofDays(2)), true);

        Ended ended = runAtNoon("--dry-run");

        assertThat(ended.code()).isZero();
        assertThat(ended.out())
                .contains(NAME + " of the claim", "would be created", "delete a: expired", "would prune 1 of 4");
        assertThat(cluster.snapshots()).containsExactly("a", "b", "c");
        assertThat(cluster.api.requests()).extracting(r -> r.action().verb()).containsOnly("get", "list");
    }

    @Test
    void aDryRunPlansAsTheRunDoes() {
        cluster.createOwnSnapshot("a", now.minus(Duration.ofDays(9)), true);
        cluster.createOwnSnapshot("b", now.minus(Duration.ofDays(8)), true);

        assertThat(runAtNoon("--dry-run").out()).contains("would prune 1 of 3", "keep " + NAME + ": newest");
        assertThat(runAtNoon().out()).contains("pruned 1 of 3");
        assertThat(runAtNoon("--dry-run").out())
                .contains(NAME + " of the claim", "exists already", "would prune 0 of 2");
    }

    @Test
    void whatCannotSucceedIsSaidBeforeAnythingIsCreated() {
        cluster.createClaim("pending", "Pending");
        cluster.createClaim("lost", "Lost");
        cluster.createClass("others", "csi.other.com", "Delete");

        assertEnds(1, "the claim 'none' does not exist in the namespace 'spark-pipeline'", "--pvc", "none");
        assertEnds(75, "'pending' is not bound to a volume yet (phase Pending)", "--pvc", "pending");
        assertEnds(1, "'lost' has lost its volume", "--pvc", "lost");
        assertEnds(1, "the VolumeSnapshotClass 'none' does not exist", "--snapshot-class", "none");
        assertEnds(
                1,
                "served by the driver csi.example.com, but the VolumeSnapshotClass 'others'",
                "--snapshot-class",
                "others");
        assertThat(cluster.snapshots()).isEmpty();
    }

    @Test
    void aVolumeWithoutADriverIsRefused() {
        cluster.client()
                .persistentVolumes()
                .withName("pv-" + TestCluster.PVC)
                .edit(volume -> new PersistentVolumeBuilder(volume)
                        .editSpec()
                        .withCsi(null)
                        .withNewHostPath("/data", "Directory")
                        .endSpec()
                        .build());

        assertEnds(1, "is served by no CSI driver");
    }

    @Test
    void aFreshCheckpointIsAskedForAndNotDependedOn(@TempDir Path shared) throws Exception {
        Path trigger = shared.resolve("trigger-checkpoint");
        Thread stream =
                new Thread(() -> await().atMost(Duration.ofMinutes(1)).until(() -> Files.deleteIfExists(trigger)));
        stream.start();
        Ended asked = runAtNoon("--checkpoint-trigger-file", trigger.toString(), "--output", "json");
        stream.join();
        assertThat(asked.code()).isZero();
        assertThat(asked.out()).contains("\"freshCheckpoint\":true");

        Ended alone = cluster.run(
                "--checkpoint-trigger-file", trigger.toString(), "--checkpoint-timeout", "300ms", "--output", "json");
        assertThat(alone.code()).isZero();
        assertThat(alone.out()).contains("\"freshCheckpoint\":false");
        assertThat(trigger).doesNotExist();

        Ended rerun = runAtNoon("--checkpoint-trigger-file", trigger.toString(), "--output", "json");
        assertThat(rerun.code()).isZero();
        assertThat(rerun.out()).as("taken before it was asked for").doesNotContain("freshCheckpoint");
        assertThat(cluster.run("--checkpoint-trigger-file", "/none/trigger").code())
                .isZero();
    }

    @Test
    void aTakenNameIsLeftAlone() {
        cluster.createSnapshot(NAME, TestCluster.PVC, now, true, Map.of());

        assertEnds(1, "the name " + NAME + " is taken");
        assertThat(cluster.snapshots()).containsExactly(NAME);
    }

    @Test
    void theScheduledTimeComesFromTheCronJobsJobName() {
        // 29,399,760 minutes after 1970 are 2025-11-24T12:00Z
        assertThat(cluster.run("--kube-job-name", "volume-snapshot-29399760").code())
                .isZero();
        assertThat(cluster.snapshots()).containsExactly("spark-checkpoint-pvc-202511241200");
    }

    @Test
    void aJobWithADateInItsNameTakesASnapshotOfItsOwn() {
        assertThat(cluster.run("--kube-job-name", "before-upgrade-20261122", "--kube-job-uid", "u1")
                        .out())
                .doesNotContain("begun by an earlier run");
        assertThat(cluster.run("--kube-job-name", "after-upgrade-20261122", "--kube-job-uid", "u2")
                        .out())
                .doesNotContain("begun by an earlier run");
        assertThat(cluster.snapshots()).hasSize(2);
    }

    @Test
    void thePodsOfAJobMadeByHandTakeOneTogether() {
        String[] job = {"--kube-job-name", "snapshot-now", "--kube-job-uid", "5f0f8c9a-7c1d-4f53-9a5c-3d0a2b1c4e5f"};
        cluster.controllerSays(TestCluster.notReady());
        String[] impatient = Arrays.copyOf(job, 6);
        impatient[4] = "--ready-timeout";
        impatient[5] = "300ms";
        Ended first = cluster.run(impatient);
        assertThat(first.code()).isEqualTo(75);
        assertThat(first.err()).contains("a rerun with --kube-job-uid 5f0f8c9a");
        String name = cluster.snapshots().get(0);
        // By the minute it would be another one a minute later.
        assertThat(name).isEqualTo(SnapshotNames.ofJob(TestCluster.PVC, job[3]));
        cluster.setStatus(name, TestCluster.ready());

        assertThat(cluster.run(job).code()).isZero();
        assertThat(cluster.snapshots()).containsExactly(name);
    }

    @Test
    void wrongSettingsAreReportedAtOnce() {
        Ended ended = runAtNoon("--pvc", "A", "--keep-at-least", "0", "--snapshot-class", "", "--ready-timeout", "0s");

        assertThat(ended.code()).isEqualTo(2);
        assertThat(ended.err())
                .contains(
                        "4 configuration problems",
                        "--pvc (PVC)",
                        "--keep-at-least",
                        "--snapshot-class",
                        "--ready-timeout")
                .doesNotContain("\tat ");
        assertThat(cluster.run("--scheduled-time", "noon").err()).contains("'noon' is no time with an offset");
        assertThat(cluster.run("--pvc", TestCluster.PVC, "list").err()).contains("before the subcommand");
    }

    @Test
    void listSaysWhyEachStays() {
        cluster.createOwnSnapshot("b", now.minus(Duration.ofHours(25)), true);
        cluster.createOwnSnapshot("c", now.minus(Duration.ofDays(2)), true);
        cluster.createOwnSnapshot("a", now.minus(Duration.ofDays(9)), true);
        cluster.createSnapshot("foreign", TestCluster.PVC, now.minus(Duration.ofDays(99)), false, Map.of());

        Ended table = cluster.run("list");
        assertThat(table.out().lines())
                .anyMatch(line ->
                        line.matches("b +1d1h +yes +10.0 GiB +spark-checkpoint-pvc +stays: the newest complete one.*"))
                .anyMatch(line -> line.matches("a +9d0h +yes .* would go: 9d 0h old, over 7d.*"))
                .anyMatch(line -> line.matches("foreign +99d0h +no .* stays: not made by this job"));

        assertThat(cluster.run("list", "--output", "json").out()).contains("\"name\":\"a\"", "\"keep\":false");
    }

    @Test
    void pruneAloneKeepsTheFloorOfReadyOnes() {
        for (int day : List.of(20, 30, 40, 50)) {
            cluster.createOwnSnapshot("d" + day, now.minus(Duration.ofDays(day)), day != 20);
        }
        Ended dry = cluster.run("prune", "--dry-run");
        assertThat(dry.out()).contains("would prune 2 of 4");
        assertThat(cluster.snapshots()).hasSize(4);

        assertThat(cluster.run("prune").code()).isZero();
        assertThat(cluster.snapshots()).containsExactly("d30", "d40");
    }

    private Ended runAtNoon(String... args) {
        String[] all = Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--scheduled-time";
        all[args.length + 1] = NOON;
        return cluster.run(all);
    }

    private void assertEnds(int code, String message, String... args) {
        Ended ended = runAtNoon(args);
        assertThat(ended.code()).as(ended.err()).isEqualTo(code);
        assertThat(ended.err()).contains(message, "safe:", "next:").doesNotContain("\tat ");
    }
}
