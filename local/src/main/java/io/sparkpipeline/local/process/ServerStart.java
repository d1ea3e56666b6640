package io.sparkpipeline.local.process;

import io.sparkpipeline.common.cli.JobException;
import io.sparkpipeline.common.time.Pauses;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts servers in child JVMs: on a free port, and waits until they answer. */
public final class ServerStart {

    private static final int ATTEMPTS = 5;
    private static final Duration POLL = Duration.ofMillis(50);
    private static final int CONNECT_MILLIS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(ServerStart.class);

    private ServerStart() {}

    /** Starts a server that chooses its port, again with another when somebody took it before the server did. */
    public static <T> T onFreePort(Callable<T> start) throws IOException {
        return start(start, ATTEMPTS);
    }

    /** Starts a server on the port that it had before. */
    public static <T> T onItsPort(Callable<T> start) throws IOException {
        return start(start, 1);
    }

    private static <T> T start(Callable<T> start, int attempts) throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return start.call();
            } catch (PortTakenException e) {
                if (attempt == attempts) {
                    throw notStarted(String.valueOf(e.getMessage()));
                }
                LOG.info("{}; trying another port", e.getMessage());
            } catch (IOException | RuntimeException e) {
                throw e;
            } catch (Exception e) {
                throw new IOException(e);
            }
        }
    }

    /**
     * Waits until a server answers; ends it when it does not.
     *
     * @throws PortTakenException when it ended because its port was taken
     * @throws JobException when it ended otherwise, or did not answer in time
     */
    public static ChildProcess awaitReady(ChildProcess process, Duration limit, BooleanSupplier answers) {
        boolean[] ready = {false};
        Pauses.until(limit, POLL, () -> {
            ready[0] = process.isAlive() && answers.getAsBoolean();
            return ready[0] || !process.isAlive();
        });
        if (ready[0] && process.isAlive()) {
            return process;
        }
        process.close();
        String log = process.logTail(Integer.MAX_VALUE);
        if (log.contains("Address already in use") || log.contains("BindException")) {
            throw new PortTakenException("the port of " + process.name() + " was taken by another process");
        }
        throw notStarted(process + " did not start; the end of its log:\n" + process.logTail(20));
    }

    /** Whether anything listens at {@code host:port}. */
    public static boolean listens(String address) {
        int colon = address.lastIndexOf(':');
        try (Socket socket = new Socket()) {
            int port = Integer.parseInt(address.substring(colon + 1));
            socket.connect(new InetSocketAddress(address.substring(0, colon), port), CONNECT_MILLIS);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static JobException notStarted(String happened) {
        return JobException.failed(
                happened,
                "the stack is taken down again, nothing stays behind",
                "free some memory or ports, then run it again; --keep-work-dir keeps the logs");
    }

    /** Somebody bound the port between its choice and its use. */
    static final class PortTakenException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        PortTakenException(String message) {
            super(message);
        }
    }
}
