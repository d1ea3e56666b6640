package io.sparkpipeline.streaming.recovery;

import io.sparkpipeline.common.checkpoint.CheckpointDirectory;
import io.sparkpipeline.common.checkpoint.CheckpointFile;
import io.sparkpipeline.common.checkpoint.CheckpointMetadata;
import io.sparkpipeline.common.checkpoint.CheckpointVerdict;
import io.sparkpipeline.common.checkpoint.CheckpointVerifier;
import io.sparkpipeline.common.checkpoint.KafkaOffsets;
import io.sparkpipeline.common.cli.ExitCode;
import io.sparkpipeline.common.cli.Report;
import io.sparkpipeline.streaming.wal.EventLog;
import io.sparkpipeline.streaming.wal.LogContent;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;

/** Tells whether a recovery from the newest checkpoint of a folder would succeed. */
public final class CheckpointCheck {

    private final CheckpointDirectory directory;

    /** A check of that folder. */
    public CheckpointCheck(Path folder) {
        this.directory = new CheckpointDirectory(folder);
    }

    /** Exit 0 where the newest one is complete; 65 where it is not, or there is none. */
    public Report report() {
        List<CheckpointFile> files = directory.metadataNewestFirst();
        Report report = Report.of("stream verify-checkpoint")
                .with("path", directory.root().toString())
                .with("metadataFiles", files.size());
        if (files.isEmpty()) {
            return report.with("problems", List.of("no checkpoint"))
                    .line("There is no checkpoint in " + directory.root() + ".")
                    .exit(ExitCode.REFUSED);
        }
        CheckpointVerdict newest = new CheckpointVerifier(directory).verify(files.get(0));
        List<String> problems = new ArrayList<>(newest.problems());
        if (newest.complete()) {
            problems.addAll(logProblems(newest.file()));
        }
        report.with("checkpoint", newest.file().name())
                .with("checkpointTime", newest.file().time())
                .with("parts", newest.parts())
                .with("bytes", newest.bytes())
                .with("problems", problems)
                .line(newest.summary());
        if (newest.complete()) {
            problems.forEach(report::line);
        }
        return report.exit(problems.isEmpty() ? ExitCode.DONE : ExitCode.REFUSED);
    }

    /** Of a stream that reads the HTTP source's log: what of it a recovery could miss. */
    private List<String> logProblems(CheckpointFile file) {
        try {
            CheckpointMetadata metadata = CheckpointMetadata.read(file);
            OptionalLong from = ofTheLog(metadata.offsets());
            if (from.isEmpty()) {
                return List.of();
            }
            LogContent log = EventLog.look(directory.root().resolve(CheckpointDirectory.EVENT_LOG));
            long until = ofTheLog(metadata.offsetEnds()).orElse(0);
            List<String> problems = new ArrayList<>(log.problemsFrom(from.orElseThrow()));
            if (problems.isEmpty() && log.end() < until) {
                problems.addAll(log.problemsFrom(until));
            }
            return problems;
        } catch (IOException e) {
            return List.of("the write-ahead log can't be read: " + e.getMessage());
        }
    }

    private static OptionalLong ofTheLog(KafkaOffsets offsets) {
        SortedMap<Integer, Long> log = offsets.byTopic().get(CheckpointDirectory.EVENT_LOG_TOPIC);
        return log == null || !log.containsKey(0) ? OptionalLong.empty() : OptionalLong.of(log.get(0));
    }
}
