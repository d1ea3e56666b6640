package io.sparkpipeline.backup;

import io.sparkpipeline.common.cli.ByteSize;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.store.StoreException;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What becomes of staged cuts when the store can't be used: the newest one waits on the volume, within a limit. */
final class PendingCuts {

    private static final Logger LOG = LoggerFactory.getLogger(PendingCuts.class);

    private final StagingFolder staging;
    private final long limit;

    PendingCuts(StagingFolder staging, long limit) {
        this.staging = staging;
        this.limit = limit;
    }

    /**
     * Keeps the newest cut, or none, and deletes the others.
     *
     * @param cuts oldest first
     * @return the end of the run
     */
    JobException keepNewest(List<StagedCut> cuts, StoreException failure) throws IOException {
        StagedCut newest = cuts.get(cuts.size() - 1);
        boolean keep = mayPass(failure) && newest.facts().bytes() <= limit;
        for (StagedCut cut : cuts) {
            if (keep && cut.equals(newest)) {
                continue;
            }
            LOG.info(
                    "the cut {} is deleted from the volume: {}",
                    cut.id(),
                    cut.equals(newest) ? "it could not be uploaded later either" : "only the newest one waits");
            staging.delete(cut);
        }
        String size = ByteSize.human(newest.facts().bytes());
        if (keep) {
            return failure.toJobException("the cut " + newest.id() + " of " + size + " waits on the volume in "
                    + newest.folder() + " and is uploaded first by the next run; earlier backups are as they were");
        }
        if (mayPass(failure)) {
            return failure.toJobException("earlier backups are as they were; the cut of " + size
                    + " is over --pending-limit and does not wait on the volume");
        }
        return failure.toJobException("nothing was committed; earlier backups are as they were");
    }

    /** Whether the same call may succeed later without a changed setting of this job. */
    private static boolean mayPass(StoreException failure) {
        return switch (failure.kind()) {
            case UNREACHABLE, BUSY, DAMAGED, DENIED, NO_CREDENTIALS, NO_KEY -> true;
            default -> false;
        };
    }
}
