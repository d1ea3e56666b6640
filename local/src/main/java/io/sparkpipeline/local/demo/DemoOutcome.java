package io.sparkpipeline.local.demo;

import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.local.events.Verdict;
import java.nio.file.Path;
import java.util.List;

/**
 * What came of a demo.
 *
 * @param recoverySeconds of each kill: from the signal to the next completed batch
 * @param driverResidentPeakMebibytes the largest resident memory of the driver; 0 where the system does not tell
 * @param seconds the whole story
 */
record DemoOutcome(
        Verdict verdict,
        List<Double> recoverySeconds,
        BackupAct.Figures backup,
        SnapshotAct.Figures snapshot,
        long driverResidentPeakMebibytes,
        int driverHeapMebibytes,
        double seconds,
        Path reportFile) {

    DemoOutcome {
        recoverySeconds = List.copyOf(recoverySeconds);
    }

    String word() {
        return verdict.exact() ? "exact" : "WRONG";
    }

    Report report() {
        Report report = Report.of("demo")
                .with("eventsProduced", verdict.eventsProduced())
                .with("eventsCounted", verdict.eventsCounted())
                .with("lost", verdict.lost())
                .with("duplicated", verdict.duplicated())
                .with("mismatchedKeys", verdict.mismatched())
                .with("keys", verdict.keys())
                .with("kills", recoverySeconds.size())
                .with("recoverySeconds", recoverySeconds)
                .with("backupSeconds", rounded(backup.backupSeconds()))
                .with("backupBytes", backup.bytes())
                .with("restoreSeconds", rounded(backup.restoreSeconds()))
                .with("dataAgeSeconds", backup.dataAgeSeconds())
                .with("snapshotSeconds", rounded(snapshot.snapshotSeconds()))
                .with("snapshotRestoreSeconds", rounded(snapshot.restoreSeconds()))
                .with("snapshotAgeSeconds", snapshot.dataAgeSeconds())
                .with("driverResidentPeakMebibytes", driverResidentPeakMebibytes)
                .with("driverHeapMebibytes", driverHeapMebibytes)
                .with("seconds", seconds)
                .with("reportFile", reportFile.toString())
                .with("verdict", word())
                .exit(verdict.exact() ? ExitCode.DONE : ExitCode.FAILED);
        VerdictTable.of(this).lines().forEach(report::line);
        return report.line("Report with the timeline: " + reportFile);
    }

    private static double rounded(double seconds) {
        return Math.round(seconds * 1000) / 1000.0;
    }
}
