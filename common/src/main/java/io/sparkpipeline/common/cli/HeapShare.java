package io.sparkpipeline.common.cli;

/**
 * A share of the heap for what is kept of one file that others wrote. What needs more is told by its name while there is
 * memory left to tell it with, and before other work of this process is short of it.
 */
public final class HeapShare {

    private final String what;
    private final long bytes;
    private long left;

    private HeapShare(String what, long bytes) {
        this.what = what;
        this.bytes = bytes;
        this.left = bytes;
    }

    /**
     * That part of this JVM's largest heap.
     *
     * @param what what it is for, as a message begins with it
     */
    public static HeapShare of(String what, int divisor) {
        return of(what, Runtime.getRuntime().maxMemory(), divisor);
    }

    static HeapShare of(String what, long heap, int divisor) {
        return new HeapShare(what, heap / divisor);
    }

    /** The whole share, bytes. */
    public long bytes() {
        return bytes;
    }

    /**
     * Takes of it.
     *
     * @throws JobException with exit code 1 when no more is left
     */
    public void take(long wanted) {
        left -= wanted;
        if (left < 0) {
            throw tooSmall();
        }
    }

    private JobException tooSmall() {
        return JobException.failed(
                what + " would take more than " + ByteSize.human(bytes) + " of memory, its share of the heap of "
                        + ByteSize.human(Runtime.getRuntime().maxMemory()),
                "nothing was changed for it; finished steps stay",
                "give the JVM a larger -Xmx (the image's job-options.txt), if the file is what you expect");
    }
}
