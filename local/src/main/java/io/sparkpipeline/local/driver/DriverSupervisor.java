package io.sparkpipeline.local.driver;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.time.Pauses;
import io.sparkpipeline.local.process.ChildJvm;
import io.sparkpipeline.local.process.ChildProcess;
import io.sparkpipeline.local.process.FreePort;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one driver process running: starts it again when it dies, as the Spark operator does under {@code restartPolicy:
 * OnFailure}, after a short fixed wait. Stopped on demand it stays down until it is resumed. It gives up on a driver
 * that dies five times in a row without completing a batch.
 */
public final class DriverSupervisor implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(100);
    private static final Duration BACK_OFF = Duration.ofMillis(500);
    private static final int HOPELESS = 5;

    private final ChildJvm jvm;
    private final DriverListener listener;
    private final Clock clock;
    private final StatusClient client = new StatusClient();
    private final Downtime downtime = new Downtime();
    private final AtomicInteger starts = new AtomicInteger();
    private final Thread thread = new Thread(this::supervise, "driver-supervisor");
    private volatile boolean wanted = true;
    private volatile boolean closed;
    private volatile @Nullable DriverRun current;
    private volatile @Nullable JobException failure;
    private volatile long peakResidentBytes;
    private int fruitlessDeaths;

    private DriverSupervisor(ChildJvm jvm, DriverListener listener, Clock clock) {
        this.jvm = jvm;
        this.listener = listener;
        this.clock = clock;
    }

    /**
     * Starts the driver and watches it.
     *
     * @param jvm the driver's process; {@code --ui-port} with a free port is added at each start
     */
    public static DriverSupervisor start(ChildJvm jvm, DriverListener listener, Clock clock) {
        DriverSupervisor supervisor = new DriverSupervisor(jvm, listener, clock);
        supervisor.thread.setDaemon(true);
        supervisor.thread.start();
        return supervisor;
    }

    /** SIGKILL; the supervisor starts it again. */
    public void kill() {
        DriverRun run = current;
        if (run != null) {
            run.process().kill();
        }
    }

    /** SIGTERM, after the limit SIGKILL; it stays down until {@link #resume()}. */
    public void stop(Duration limit) {
        wanted = false;
        DriverRun run = current;
        if (run != null) {
            run.process().stop(limit);
        }
        Pauses.until(limit, POLL, () -> current == null);
    }

    /** Starts it again after a stop. */
    public void resume() {
        downtime.startedOnDemand(System.nanoTime());
        wanted = true;
    }

    /** What the driver said last; empty while it is down or has not spoken yet. */
    public Optional<DriverStatus> status() {
        return Optional.ofNullable(current).flatMap(DriverRun::lastStatus);
    }

    /** Whether the process that runs now has completed a batch. */
    public boolean counts() {
        return status().filter(DriverStatus::hasCompletedABatch).isPresent();
    }

    /** The running process; empty while it is down. */
    public Optional<ChildProcess> process() {
        return Optional.ofNullable(current).map(DriverRun::process);
    }

    /** The port of Spark's pages; empty while it is down. */
    public Optional<Integer> uiPort() {
        return Optional.ofNullable(current).map(DriverRun::uiPort);
    }

    /** How often it was started after the first time. */
    public int restarts() {
        return Math.max(0, starts.get() - 1);
    }

    /** Death to the next completed batch, once for each death that is over. */
    public List<Duration> recoveries() {
        return downtime.recoveries();
    }

    /** The largest resident memory of any of the processes in bytes; 0 where the system does not tell. */
    public long peakResidentBytes() {
        return peakResidentBytes;
    }

    /**
     * Waits for a condition.
     *
     * @return whether it came within the limit
     * @throws JobException at once when the supervisor has given up
     */
    public boolean await(Duration limit, BooleanSupplier condition) {
        boolean held = Pauses.until(limit, POLL, () -> failure != null || condition.getAsBoolean());
        if (failure != null) {
            throw failure;
        }
        return held;
    }

    /** Records of a topic that the running driver has counted, by its own word; 0 while it is down. */
    public long counted(String topic) {
        return status().map(status -> status.countedOf(topic)).orElse(0L);
    }

    /**
     * Waits until so many records of a topic are counted.
     *
     * @param step the limit for each step forward: a slow machine takes its time, a standing driver does not pass
     * @return whether they were; false when the driver stood still for that long
     * @throws JobException at once when the supervisor has given up
     */
    public boolean awaitCounted(String topic, long records, Duration step) {
        for (long seen = counted(topic); seen < records; seen = counted(topic)) {
            long before = seen;
            if (!await(step, () -> counted(topic) != before)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
        DriverRun run = current;
        if (run != null) {
            run.process().close();
        }
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public String toString() {
        return jvm.name();
    }

    private void supervise() {
        try {
            while (!closed && failure == null && Pauses.pace(wanted ? Duration.ZERO : POLL)) {
                if (wanted) {
                    runOnce();
                }
            }
        } catch (IOException e) {
            failure = JobException.failed(
                            "the driver's process can't be started: " + e,
                            "the stack is taken down again, nothing stays behind",
                            "free some memory, then run it again")
                    .causedBy(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void runOnce() throws IOException, InterruptedException {
        int port = FreePort.choose();
        List<String> arguments = new ArrayList<>(jvm.arguments());
        arguments.addAll(List.of("--ui-port", Integer.toString(port)));
        long begin = System.nanoTime();
        try (ChildProcess process = jvm.withArguments(arguments).start()) {
            DriverRun run = new DriverRun(process, port);
            current = run;
            if (closed || !wanted) {
                // Stopped in the moment of the start: whoever stopped it saw no process to end.
                process.kill();
            }
            starts.incrementAndGet();
            listener.on(new DriverEvent.Started(clock.instant(), process.pid(), port));
            watch(run, begin);
            ended(run);
        } finally {
            current = null;
        }
    }

    private void watch(DriverRun run, long begin) throws InterruptedException {
        boolean up = false;
        while (!closed
                && !run.process().awaitExit(POLL)
                && !Thread.currentThread().isInterrupted()) {
            client.ask(run.uiPort()).ifPresent(run::said);
            run.process()
                    .peakResidentBytes()
                    .ifPresent(bytes -> peakResidentBytes = Math.max(peakResidentBytes, bytes));
            if (!up && counts()) {
                up = true;
                cameUp(run, begin);
            }
        }
    }

    private void cameUp(DriverRun run, long begin) {
        fruitlessDeaths = 0;
        String from = run.lastStatus().map(DriverStatus::startedFrom).orElse("");
        long now = System.nanoTime();
        listener.on(downtime.up(now)
                .<DriverEvent>map(time -> new DriverEvent.Recovered(clock.instant(), time, from))
                .orElseGet(() -> new DriverEvent.Ready(clock.instant(), Duration.ofNanos(now - begin))));
    }

    private void ended(DriverRun run) {
        if (closed) {
            return;
        }
        if (!wanted) {
            listener.on(new DriverEvent.Stopped(clock.instant()));
            return;
        }
        int code = run.process().exitCode().orElse(-1);
        downtime.died(System.nanoTime());
        listener.on(new DriverEvent.Died(clock.instant(), code));
        fruitlessDeaths++;
        if (fruitlessDeaths >= HOPELESS) {
            giveUp(run, code);
        } else {
            Pauses.pace(BACK_OFF);
        }
    }

    private void giveUp(DriverRun run, int code) {
        String tail = run.process().logTail(20);
        listener.on(new DriverEvent.GaveUp(clock.instant(), code, tail));
        failure = JobException.failed(
                "the driver died " + HOPELESS + " times in a row without completing a batch, last with exit code "
                        + code + "; the end of its log:\n" + tail,
                "checkpoints and topics are as the driver left them",
                "look at the driver's log; --keep-work-dir keeps it");
    }
}
