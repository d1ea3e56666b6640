package io.sparkpipeline.restore.application;

import io.sparkpipeline.common.cli.AtTermination;
import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.cli.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An application that is suspended; closing it resumes the application, unless somebody else had suspended it. So does the
 * end of this process by SIGTERM: a restore that is evicted must not leave an application down that nobody looks after.
 */
public final class Suspension implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Suspension.class);

    private final SparkApplication application;
    private final boolean resume;
    private final AtTermination atTermination = new AtTermination("resume-application", this::terminated);
    private boolean open = true;

    /** What must not happen beside a running application. */
    @FunctionalInterface
    public interface Step {

        /** Does it, and gives where the old directory is kept. */
        Optional<Path> run() throws IOException;
    }

    private Suspension(SparkApplication application, boolean resume) {
        this.application = application;
        this.resume = resume;
    }

    /** Suspends the application, where it is not yet. */
    static Suspension begin(SparkApplication application) {
        SparkApplication.State before = application.state();
        if (before.suspended() && !before.ours()) {
            LOG.info("{} was suspended before this restore and stays so", application.name());
            return new Suspension(application, false);
        }
        Suspension suspension = new Suspension(application, true);
        suspension.start(before);
        return suspension;
    }

    /** The way back is there before the first step is taken; a termination waits here until that step is over. */
    private synchronized void start(SparkApplication.State before) {
        atTermination.begin();
        if (before.suspended()) {
            LOG.info("{} is suspended still, by a restore that was killed", application.name());
            return;
        }
        try {
            application.suspend();
        } catch (RuntimeException e) {
            takeBack(e);
            throw e;
        }
        LOG.info("suspended {}", application.name());
    }

    /** The request failed, and may have been done all the same, its answer lost. */
    private void takeBack(RuntimeException failure) {
        try {
            if (application.state().ours()) {
                resume();
            }
        } catch (JobException e) {
            LOG.warn("{} may be suspended now: {}; next: {}", application.name(), e.happened(), resumeCommand());
            failure.addSuppressed(e);
        } finally {
            atTermination.close();
        }
    }

    /**
     * Takes a step, such as to swap the directories, while the application is surely suspended.
     *
     * @throws JobException with exit code 75 when this process was told to end, and the application is resumed
     */
    public synchronized Optional<Path> whileSuspended(Step step) throws IOException {
        if (!open) {
            throw JobException.temporary(
                    "the restore was told to end, and the application " + application.name() + " is resumed",
                    "the target is as it was; what was downloaded and verified stays beside it",
                    "run it again");
        }
        return step.run();
    }

    SparkApplication application() {
        return application;
    }

    /** Adds what was done about the application. */
    public Report tell(Report report) {
        return report.with("suspendedApplication", application.name())
                .with("resumed", resume)
                .line(
                        resume
                                ? "The application " + application.name() + " was suspended meanwhile and is resumed"
                                : "The application " + application.name()
                                        + " was suspended before and stays so: resume it when you want");
    }

    /** Resumes it after a failure, which stays the one that is told. */
    void closeAfter(Throwable failure) {
        try {
            close();
        } catch (JobException e) {
            LOG.warn("{}; next: {}", e.happened(), e.next());
            failure.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        try {
            resumeOnce();
        } finally {
            atTermination.close();
            application.client().close();
        }
    }

    private void terminated() {
        try {
            LOG.warn("told to end before the restore was over");
            resumeOnce();
        } catch (JobException e) {
            LOG.warn("{}; next: {}", e.happened(), e.next());
        }
    }

    private synchronized void resumeOnce() {
        if (open && resume) {
            open = false;
            resume();
        }
    }

    private void resume() {
        try {
            application.resume();
            LOG.info("resumed {}", application.name());
        } catch (JobException e) {
            throw JobException.failed(
                            "the application " + application.name() + " could not be resumed: " + e.happened(),
                            "the restore itself ended as is logged above, and the application still stands",
                            resumeCommand())
                    .causedBy(e);
        }
    }

    private String resumeCommand() {
        return "kubectl -n " + application.namespace() + " patch sparkapplication " + application.name()
                + " --type merge -p '" + SparkApplication.RESUME + "'";
    }
}
