package io.sparkpipeline.common.backup;

import io.sparkpipeline.common.cli.ByteSize;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** How far long work is: a bar on a terminal, else a line in the log every few seconds. */
public final class Progress implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Progress.class);
    private static final int WIDTH = 24;

    private final String doing;
    private final long files;
    private final long bytes;
    private final PrintWriter err;
    private final boolean terminal;
    private final long started = System.nanoTime();
    private final LongAdder filesDone = new LongAdder();
    private final LongAdder bytesDone = new LongAdder();
    private final ScheduledExecutorService ticker;

    private Progress(String doing, long files, long bytes, PrintWriter err, boolean terminal) {
        this.doing = doing;
        this.files = files;
        this.bytes = bytes;
        this.err = err;
        this.terminal = terminal;
        this.ticker = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "progress");
            thread.setDaemon(true);
            return thread;
        });
    }

    /**
     * Begins to show.
     *
     * @param doing such as {@code uploading}
     * @param files how many there will be
     * @param bytes how many there will be
     */
    public static Progress start(String doing, long files, long bytes, PrintWriter err) {
        return start(doing, files, bytes, err, isTerminal());
    }

    static Progress start(String doing, long files, long bytes, PrintWriter err, boolean terminal) {
        Progress progress = new Progress(doing, files, bytes, err, terminal);
        long period = terminal ? 200 : 5_000;
        var unused = progress.ticker.scheduleAtFixedRate(progress::show, period, period, TimeUnit.MILLISECONDS);
        return progress;
    }

    /** Whether standard error is a terminal, where /proc tells (proc(5)); java.io.Console speaks of the others only. */
    private static boolean isTerminal() {
        try {
            String device = Files.readSymbolicLink(Path.of("/proc/self/fd/2")).toString();
            return device.startsWith("/dev/pts/") || device.startsWith("/dev/tty");
        } catch (IOException | UnsupportedOperationException e) {
            return false;
        }
    }

    /** Counts bytes; negative when some are done again. */
    public void bytes(long more) {
        bytesDone.add(more);
    }

    /** Counts files. */
    public void files(long more) {
        filesDone.add(more);
    }

    private void show() {
        if (terminal) {
            err.print("\r" + line(true) + " ");
            err.flush();
        } else {
            LOG.info("{}", line(false));
        }
    }

    /** Such as {@code uploading 43% 1.2 GiB of 2.8 GiB, 8100 of 20000 files, 92.0 MiB/s, 18 s left}. */
    String line(boolean bar) {
        double seconds = Math.max(1e-3, (System.nanoTime() - started) / 1e9);
        double rate = bytesDone.sum() / seconds;
        double share = bytes == 0 ? 1 : Math.min(1, (double) bytesDone.sum() / bytes);
        long left = rate <= 0 ? -1 : Math.round((bytes - bytesDone.sum()) / rate);
        return String.format(
                Locale.ROOT,
                "%s %s%d%% %s of %s, %d of %d files, %s/s, %s left",
                doing,
                bar ? bar(share) + " " : "",
                (int) (share * 100),
                ByteSize.human(bytesDone.sum()),
                ByteSize.human(bytes),
                filesDone.sum(),
                files,
                ByteSize.human((long) rate),
                left < 0 ? "unknown" : Math.max(0, left) + " s");
    }

    private static String bar(double share) {
        int full = (int) (share * WIDTH);
        return "[" + "#".repeat(full) + "-".repeat(WIDTH - full) + "]";
    }

    /** Ends the showing; on a terminal with the last state. */
    @Override
    public void close() {
        ticker.shutdownNow();
        if (terminal) {
            show();
            err.println();
            err.flush();
        }
    }
}
