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
 * @param backupSeconds from the start of the job's process to its end
 * @param backupBytes what the backup holds
 * @param restoreSeconds from the start of the job's process to its end
 * @param dataAgeSeconds how old the restored state was (achieved RPO)
 * @param driverResidentPeakMebibytes the largest resident memory of the driver; 0 where the system does not tell
 * @param seconds the whole story
 */
record DemoOutcome(
        Verdict verdict,
        int kills,
        List<Double> recoverySeconds,
        double backupSeconds,
        long backupBytes,
        double restoreSeconds,
        double dataAgeSeconds,
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
                .with("kills", kills)
                .with("recoverySeconds", recoverySeconds)
                .with("backupSeconds", backupSeconds)
                .with("backupBytes", backupBytes)
                .with("restoreSeconds", restoreSeconds)
                .with("dataAgeSeconds", dataAgeSeconds)
                .with("driverResidentPeakMebibytes", driverResidentPeakMebibytes)
                .with("driverHeapMebibytes", driverHeapMebibytes)
                .with("seconds", seconds)
                .with("reportFile", reportFile.toString())
                .with("verdict", word())
                .exit(verdict.exact() ? ExitCode.DONE : ExitCode.FAILED);
        VerdictTable.of(this).lines().forEach(report::line);
        return report.line("Report with the timeline: " + reportFile);
    }
}
