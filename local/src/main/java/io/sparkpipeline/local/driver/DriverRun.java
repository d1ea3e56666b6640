package io.sparkpipeline.local.driver;

import io.sparkpipeline.local.process.ChildProcess;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** One process of the driver, from its start to its end. */
final class DriverRun {

    private final ChildProcess process;
    private final int uiPort;
    private final AtomicReference<@Nullable DriverStatus> status = new AtomicReference<>();

    DriverRun(ChildProcess process, int uiPort) {
        this.process = process;
        this.uiPort = uiPort;
    }

    ChildProcess process() {
        return process;
    }

    int uiPort() {
        return uiPort;
    }

    void said(DriverStatus now) {
        status.set(now);
    }

    Optional<DriverStatus> lastStatus() {
        return Optional.ofNullable(status.get());
    }
}
