package io.sparkpipeline.streaming.recovery;

import java.util.ArrayList;
import java.util.List;

/** The rungs that a start did not take, with the reason against each. */
final class PassedOver {

    private static final int SHOWN = 3;

    private final List<String> reasons = new ArrayList<>();

    void add(String rung, String reason) {
        reasons.add(rung + ": " + reason);
    }

    /** What was taken, and in the same line why no better one. */
    String after(String taken) {
        return reasons.isEmpty() ? taken : taken + ". Passed over: " + text();
    }

    /** The same for a start that took none. */
    String behind(String nothing) {
        return reasons.isEmpty() ? nothing : nothing + ": " + text();
    }

    /** The first and the last reasons, which are of different rungs; all of them are in the log. */
    private String text() {
        int count = reasons.size();
        if (count <= SHOWN) {
            return String.join(" | ", reasons);
        }
        return String.join(" | ", reasons.subList(0, SHOWN - 1)) + " | " + (count - SHOWN) + " more | "
                + reasons.get(count - 1);
    }
}
