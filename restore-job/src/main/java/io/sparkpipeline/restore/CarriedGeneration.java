package io.sparkpipeline.restore;

import io.sparkpipeline.common.checkpoint.GenerationFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The highest generation that was published from the target, and from the directories that earlier restores kept aside. A
 * backup knows that of its own checkpoint only; a stream that goes on with a lower one than readers have seen is not seen.
 */
final class CarriedGeneration {

    private static final Logger LOG = LoggerFactory.getLogger(CarriedGeneration.class);

    private final RestoreConfig config;

    CarriedGeneration(RestoreConfig config) {
        this.config = config;
    }

    /** Makes the data hold it; on the disk when this is over, so that no moment has the data in place without it. */
    void into(Path data, Instant now) throws IOException {
        GenerationFile carried = new GenerationFile(data);
        GenerationFile from = carried;
        long highest = carried.highest();
        List<String> unreadable = new ArrayList<>();
        for (Path folder : published()) {
            GenerationFile file = new GenerationFile(folder);
            try {
                long published = file.highest();
                if (published > highest) {
                    highest = published;
                    from = file;
                }
            } catch (IOException e) {
                unreadable.add(e.toString());
            }
        }
        if (!unreadable.isEmpty()) {
            carryUnknown(carried, carried.after(highest, now), unreadable);
        } else if (highest > carried.highest()) {
            carried.keep(highest);
            LOG.info(
                    "generation {} is carried over from {}: no result of the stream will be below it",
                    highest,
                    from.path());
        }
    }

    /** Such a file is there only where a generation was published: the clock tells one that is as good as surely above it. */
    private void carryUnknown(GenerationFile carried, long byTheClock, List<String> unreadable) throws IOException {
        carried.keep(byTheClock);
        LOG.warn(
                "which generation was published last can't be read: {}; that directory is kept aside, and the stream goes on"
                        + " above generation {}, by the clock; next: look that the versions of new results are above"
                        + " those of earlier ones; where they are not, write a higher number into {} and start the"
                        + " stream again",
                String.join("; ", unreadable),
                byTheClock,
                new GenerationFile(config.target()).path());
    }

    /** The target, and what stood in its place before; no links, which lead elsewhere. */
    private List<Path> published() throws IOException {
        List<Path> folders = new ArrayList<>(List.of(config.target()));
        try (Stream<Path> beside = Files.list(config.parent())) {
            beside.filter(path -> String.valueOf(path.getFileName()).startsWith(config.asidePrefix()))
                    .filter(path -> Files.isDirectory(path, LinkOption.NOFOLLOW_LINKS))
                    .sorted()
                    .forEach(folders::add);
        }
        return folders;
    }
}
