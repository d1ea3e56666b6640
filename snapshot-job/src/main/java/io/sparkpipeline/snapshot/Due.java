package io.sparkpipeline.snapshot;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * What a snapshot is taken for: a scheduled time, or a Job that was made by hand. One has one snapshot, however often it
 * is tried.
 *
 * @param time when it was due, to the minute
 * @param jobUid of the Job that was made by hand
 */
record Due(Instant time, Optional<String> jobUid) {

    static Due at(Instant scheduledTime) {
        return new Due(scheduledTime.truncatedTo(ChronoUnit.MINUTES), Optional.empty());
    }

    static Due of(String jobUid, Instant now) {
        return new Due(now.truncatedTo(ChronoUnit.MINUTES), Optional.of(jobUid));
    }

    String snapshotName(String pvc) {
        return jobUid.map(uid -> SnapshotNames.ofJob(pvc, uid)).orElseGet(() -> SnapshotNames.of(pvc, time));
    }

    /** The option that makes a rerun go on with the same snapshot. */
    String option() {
        return jobUid.map(uid -> "--kube-job-uid " + uid).orElse("--scheduled-time " + time);
    }
}
