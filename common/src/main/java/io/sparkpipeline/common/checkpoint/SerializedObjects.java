package io.sparkpipeline.common.checkpoint;

/** Who is shown what a serialization stream holds, once, in the order in which it ends. */
interface SerializedObjects {

    /**
     * Looks at an object that is read to its end.
     *
     * @return what the fields shall hold that refer to it; {@link SerializedObject#NOT_KEPT} for most
     */
    Object visit(SerializedObject object);

    /** Looks at a string. */
    default void text(String text) {}
}
