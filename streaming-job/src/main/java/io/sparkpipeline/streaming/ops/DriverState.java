package io.sparkpipeline.streaming.ops;

import java.util.Locale;

/** Where the driver is in its life. */
public enum DriverState {
    STARTING,
    RECOVERING,
    RUNNING,
    STOPPING,
    STOPPED,
    FAILED;

    /** As shown to users. */
    public String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
