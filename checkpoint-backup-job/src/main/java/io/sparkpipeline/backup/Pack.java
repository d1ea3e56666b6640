package io.sparkpipeline.backup;

import java.util.List;

/**
 * The files of one object.
 *
 * @param number from 1 on, the same for the same cut
 * @param large whether it is one file that is an object of its own
 */
record Pack(int number, boolean large, List<SourceFile> files) {

    Pack {
        files = List.copyOf(files);
    }
}
