package io.sparkpipeline.restore;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.GroupPrincipal;
import java.nio.file.attribute.PosixFileAttributeView;
import java.nio.file.attribute.PosixFileAttributes;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may use a folder: its group and its mode; a driver of another user writes there by the group.
 *
 * @param folder whose they are
 * @param group null where they could not be read
 * @param mode with the bit that hands the group down, of which PosixFilePermission knows nothing; null like the group
 */
record Rights(
        Path folder,
        @Nullable GroupPrincipal group,
        @Nullable Object mode) {

    private static final Logger LOG = LoggerFactory.getLogger(Rights.class);

    /** Those of a folder, as far as the file system has any. */
    static Rights of(Path folder) {
        try {
            GroupPrincipal group =
                    Files.readAttributes(folder, PosixFileAttributes.class).group();
            return new Rights(folder, group, Files.getAttribute(folder, "unix:mode"));
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("the rights of {} could not be read: {}", folder, e.toString());
            return new Rights(folder, null, null);
        }
    }

    /** Gives them to what takes its place, as far as this user may. */
    void giveTo(Path other) {
        if (group == null || mode == null) {
            return;
        }
        try {
            PosixFileAttributeView view = Files.getFileAttributeView(other, PosixFileAttributeView.class);
            if (!group.equals(view.readAttributes().group())) {
                view.setGroup(group);
            }
            Files.setAttribute(other, "unix:mode", mode);
        } catch (IOException | UnsupportedOperationException e) {
            LOG.warn("the rights of {} could not be given to what replaces it: {}", folder, e.toString());
        }
    }
}
