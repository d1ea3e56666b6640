package io.sparkpipeline.common.time;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.gaul.modernizer_maven_annotations.SuppressModernizer;

/** The one door to waiting: for a condition within a limit, or for the pace of a steady load. */
public final class Pauses {

    private Pauses() {}

    /**
     * Waits until the condition holds.
     *
     * @param limit the longest wait, measured on the monotonic clock
     * @param poll the time between two looks
     * @return whether the condition held before the limit; false as well when the thread was interrupted, whose
     *     interrupt flag is then set
     */
    public static boolean until(Duration limit, Duration poll, BooleanSupplier condition) {
        long deadline = System.nanoTime() + limit.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline >= 0 || !pace(poll)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Lets the given time pass, for a steady pace.
     *
     * @return false when the thread was interrupted, whose interrupt flag is then set
     */
    @SuppressModernizer
    public static boolean pace(Duration time) {
        try {
            Thread.sleep(Math.max(0, time.toMillis()), (int) (Math.max(0, time.toNanos()) % 1_000_000));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
