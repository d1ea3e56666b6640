package io.sparkpipeline.streaming;

import io.sparkpipeline.streaming.ops.InputStatus;
import io.sparkpipeline.streaming.recovery.Source;

/** The source of a run, by the steps of the job's sequence. */
interface JobSource extends Source, InputStatus, AutoCloseable {

    /** Waits for what it needs; runs while Spark starts. */
    void open();

    /** Before the first batch: what the stream goes on with is decided. */
    default void begin() {}

    /** The stream runs. */
    default void accept() {}

    /** Looks around, twice a second. */
    void look();

    /** The stream is about to end. */
    default void stopAccepting() {}

    @Override
    void close();
}
