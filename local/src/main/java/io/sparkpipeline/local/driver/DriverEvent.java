package io.sparkpipeline.local.driver;

import java.time.Duration;
import java.time.Instant;

/** What happens to the driver. */
public sealed interface DriverEvent {

    /** When it was noticed. */
    Instant at();

    /** A process was started. */
    record Started(Instant at, long pid, int uiPort) implements DriverEvent {}

    /** The first process completed its first batch. */
    record Ready(Instant at, Duration afterStart) implements DriverEvent {}

    /** The process ended without having been told to. */
    record Died(Instant at, int exitCode) implements DriverEvent {}

    /** A process that follows on a death, or on a stop, completed its first batch so long after that. */
    record Recovered(Instant at, Duration downFor, String startedFrom) implements DriverEvent {}

    /** It was stopped on demand. */
    record Stopped(Instant at) implements DriverEvent {}

    /** It died so often without a completed batch in between that it is not started again. */
    record GaveUp(Instant at, int exitCode, String logTail) implements DriverEvent {}
}
