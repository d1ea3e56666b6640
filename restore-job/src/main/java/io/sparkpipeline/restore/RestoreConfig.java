package io.sparkpipeline.restore;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a restore is to do.
 *
 * @param target the checkpoint directory
 * @param quiet how long nobody may have written to the target for its application to count as stopped
 * @param force whether to go on though the application seems to run
 */
record RestoreConfig(Path target, int parallelism, Duration quiet, boolean force, boolean dryRun) {

    /** The target's parent, on whose volume all happens. */
    Path parent() {
        Path parent = target.getParent();
        if (parent == null) {
            throw new IllegalStateException("the target was not checked");
        }
        return parent;
    }

    /** The target's own name. */
    String name() {
        return String.valueOf(target.getFileName());
    }

    /** How the names of directories begin that restores keep aside, beside the target. */
    String asidePrefix() {
        return name() + ".replaced-";
    }
}
