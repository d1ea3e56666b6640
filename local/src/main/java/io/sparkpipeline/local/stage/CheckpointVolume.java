package io.sparkpipeline.local.stage;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * The checkpoint volume as the driver sees it: a mount point that leads to the folder of a claim. Spark's checkpoints hold
 * absolute paths, so that another volume has to appear at the same place; here the mount is a symbolic link.
 */
final class CheckpointVolume {

    private final Path mountPoint;

    private CheckpointVolume(Path mountPoint) {
        this.mountPoint = mountPoint;
    }

    /** Mounts a folder at a new mount point. */
    static CheckpointVolume mounted(Path mountPoint, Path folder) throws IOException {
        Files.createDirectories(mountPoint.toAbsolutePath().getParent());
        CheckpointVolume volume = new CheckpointVolume(mountPoint);
        volume.mount(Files.createDirectories(folder));
        return volume;
    }

    Path mountPoint() {
        return mountPoint;
    }

    /** Mounts another folder in its place, in one step. */
    void mount(Path folder) throws IOException {
        Path next = mountPoint.resolveSibling("." + mountPoint.getFileName() + ".next");
        Files.deleteIfExists(next);
        Files.createSymbolicLink(next, folder.toRealPath());
        Files.move(next, mountPoint, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The folder that is mounted. */
    Path folder() throws IOException {
        return mountPoint.toRealPath();
    }
}
