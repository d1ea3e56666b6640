package io.sparkpipeline.common.checkpoint;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;

/**
 * Lists folders of RDDs for many threads, of which only as many have one in hand as have so many names together: they are
 * what a cut keeps in memory, some 250 bytes each, twice. A folder of more is alone in hand, as if there were one thread.
 */
final class FolderLists {

    private static final int MOST_NAMES = 20_000;

    private final OptionalInt parts;
    private final Semaphore room = new Semaphore(MOST_NAMES);

    /** @param parts how many each has, as the checkpoint says; empty where it says nothing */
    FolderLists(OptionalInt parts) {
        this.parts = parts;
    }

    /**
     * Lists a folder; waits, and lets the others wait, until there is room for its names.
     *
     * @throws IOException when it is not there or can't be read; then nothing is in hand
     */
    synchronized RddFolder take(Path path, RddReference reference) throws IOException {
        RddFolder folder = RddFolder.read(path, reference, parts);
        room.acquireUninterruptibly(names(folder));
        return folder;
    }

    /** Lists a folder in hand again. */
    RddFolder again(RddFolder folder) throws IOException {
        return RddFolder.read(folder.path(), folder.reference(), parts);
    }

    void giveBack(RddFolder folder) {
        room.release(names(folder));
    }

    private static int names(RddFolder folder) {
        return Math.min(MOST_NAMES, folder.parts().size());
    }
}
