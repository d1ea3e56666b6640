package io.sparkpipeline.common.schedule;

import java.util.Properties;
import org.quartz.Job;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.Trigger;
import org.quartz.impl.StdSchedulerFactory;
import org.quartz.listeners.TriggerListenerSupport;
import org.slf4j.LoggerFactory;

/** A Quartz scheduler in memory that always runs the same job object. */
final class Quartz {

    private Quartz() {}

    static Scheduler create(String name, Job job) throws SchedulerException {
        Properties settings = new Properties();
        settings.setProperty(StdSchedulerFactory.PROP_SCHED_INSTANCE_NAME, name);
        settings.setProperty(StdSchedulerFactory.PROP_SCHED_MAKE_SCHEDULER_THREAD_DAEMON, "true");
        settings.setProperty(StdSchedulerFactory.PROP_SCHED_INTERRUPT_JOBS_ON_SHUTDOWN, "false");
        settings.setProperty(StdSchedulerFactory.PROP_THREAD_POOL_CLASS, "org.quartz.simpl.SimpleThreadPool");
        // The second thread is there to say that a firing is skipped while the first one runs.
        settings.setProperty("org.quartz.threadPool.threadCount", "2");
        settings.setProperty("org.quartz.threadPool.makeThreadsDaemons", "true");
        settings.setProperty("org.quartz.jobStore.class", "org.quartz.simpl.RAMJobStore");
        Scheduler scheduler = new StdSchedulerFactory(settings).getScheduler();
        scheduler.setJobFactory((bundle, of) -> job);
        scheduler.getListenerManager().addTriggerListener(new Misfires(name));
        return scheduler;
    }

    private static final class Misfires extends TriggerListenerSupport {
        private final String name;

        Misfires(String name) {
            this.name = name;
        }

        @Override
        public String getName() {
            return "misfires of " + name;
        }

        @Override
        public void triggerMisfired(Trigger trigger) {
            LoggerFactory.getLogger(ScheduledRunner.class)
                    .warn(
                            "{}: the firing of {} was missed, since the process did not run then; it is made up for by one run now",
                            name,
                            trigger.getNextFireTime() == null
                                    ? "the last time"
                                    : trigger.getNextFireTime().toInstant());
        }
    }
}
