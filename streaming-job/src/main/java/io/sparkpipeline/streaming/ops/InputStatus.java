package io.sparkpipeline.streaming.ops;

import java.util.Map;
import java.util.OptionalLong;

/** What the ops pages tell of the source. */
public interface InputStatus {

    /** Records that are not counted yet; empty while that is not known. */
    OptionalLong lag();

    /** Whether it takes what comes. */
    boolean isReady();

    /** Further fields of the status page. */
    Map<String, Object> fields();
}
