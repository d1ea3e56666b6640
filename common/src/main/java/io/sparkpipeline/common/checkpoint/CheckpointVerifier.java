package io.sparkpipeline.common.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Tells whether a recovery from a metadata file would have everything: the file whole, every RDD that it names there, with
 * all of its parts, each as it was written. Spark itself notices only a missing folder: a missing last part is loaded as a
 * smaller state without any error.
 */
public final class CheckpointVerifier {

    private final CheckpointDirectory directory;

    public CheckpointVerifier(CheckpointDirectory directory) {
        this.directory = directory;
    }

    /** Checks a metadata file and reads every part that it needs; nothing is changed. */
    public CheckpointVerdict verify(CheckpointFile file) {
        SortedSet<RddReference> references = new TreeSet<>();
        List<String> problems = new ArrayList<>();
        long parts = 0;
        long bytes = 0;
        try {
            CheckpointMetadata metadata = CheckpointMetadata.read(file);
            references.addAll(metadata.references());
            bytes += Files.size(file.path());
            HadoopChecksum.check(file.path());
            for (RddReference reference : references) {
                RddFolder folder = RddFolder.read(directory.folder(reference), reference, metadata.statePartitions());
                problems.addAll(folder.problems());
                problems.addAll(folder.alteredParts());
                parts += folder.parts().size();
                bytes += folder.bytes();
            }
        } catch (NoSuchFileException e) {
            problems.add(relative(e) + " is missing");
        } catch (IOException e) {
            problems.add(String.valueOf(e.getMessage()));
        }
        return new CheckpointVerdict(file, references, parts, bytes, problems);
    }

    private String relative(NoSuchFileException e) {
        Path missing = Path.of(e.getFile());
        return missing.startsWith(directory.root())
                ? directory.root().relativize(missing).toString()
                : missing.toString();
    }

    /** The newest complete one and what was passed over to reach it. */
    public Choice newestComplete() {
        List<CheckpointVerdict> rejected = new ArrayList<>();
        for (CheckpointFile file : directory.metadataNewestFirst()) {
            CheckpointVerdict verdict = verify(file);
            if (verdict.complete()) {
                return new Choice(java.util.Optional.of(verdict), rejected);
            }
            if (Files.exists(file.path())) {
                rejected.add(verdict);
            }
        }
        return new Choice(java.util.Optional.empty(), rejected);
    }

    /**
     * The outcome of a search.
     *
     * @param complete the newest complete checkpoint
     * @param rejected newer ones that are not, newest first
     */
    public record Choice(java.util.Optional<CheckpointVerdict> complete, List<CheckpointVerdict> rejected) {

        public Choice {
            rejected = List.copyOf(rejected);
        }
    }
}
