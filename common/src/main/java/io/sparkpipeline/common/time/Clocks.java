package io.sparkpipeline.common.time;

import java.time.Clock;
import org.gaul.modernizer_maven_annotations.SuppressModernizer;

/** The one door to the system clock; everything else takes a {@link Clock}. */
public final class Clocks {

    private Clocks() {}

    /** The machine's clock in UTC. */
    @SuppressModernizer
    public static Clock system() {
        return Clock.systemUTC();
    }
}
