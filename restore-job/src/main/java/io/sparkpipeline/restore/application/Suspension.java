package io.sparkpipeline.restore.application;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.cli.Report;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An application that is suspended; closing it resumes the application, unless somebody else had suspended it. */
public final class Suspension implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Suspension.class);

    private final SparkApplication application;
    private final boolean resume;

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
        if (before.suspended()) {
            LOG.info("{} is suspended still, by a restore that was killed", application.name());
        } else {
            application.suspend();
            LOG.info("suspended {}", application.name());
        }
        return new Suspension(application, true);
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
    void resumeAfter(RuntimeException failure) {
        try {
            resume();
        } catch (JobException e) {
            LOG.warn("{}; next: {}", e.happened(), e.next());
            failure.addSuppressed(e);
        }
    }

    @Override
    public void close() {
        try {
            resume();
        } finally {
            application.client().close();
        }
    }

    private void resume() {
        if (!resume) {
            return;
        }
        try {
            application.resume();
            LOG.info("resumed {}", application.name());
        } catch (JobException e) {
            throw JobException.failed(
                            "the application " + application.name() + " could not be resumed: " + e.happened(),
                            "the restore itself ended as was logged",
                            "kubectl -n " + application.namespace() + " patch sparkapplication " + application.name()
                                    + " --type merge -p '" + SparkApplication.RESUME + "'")
                    .causedBy(e);
        }
    }
}
