package io.sparkpipeline.streaming.ops;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** What the ops pages tell of the source. */
public interface InputStatus {

    /** Records that are not counted yet; empty while that is not known. */
    OptionalLong lag();

    /** Whether it takes what comes. */
    boolean isReady();

    /** Why it can take nothing more in this process, so that only a restart helps; empty while that is not so. */
    default Optional<String> ended() {
        return Optional.empty();
    }

    /** Further fields of the status page. */
    Map<String, Object> fields();
}
