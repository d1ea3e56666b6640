package io.sparkpipeline.streaming.pipeline;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.jspecify.annotations.Nullable;

/**
 * Sum, extremes and last time of one key's values. Never changed once made. State is millions of these, so the numbers are
 * kept as whole multiples of one power of ten wherever they fit: 56 bytes in place of 152.
 */
public final class Aggregate implements Externalizable {

    private static final long serialVersionUID = 1L;

    /** Digits that surely fit into a long. */
    private static final int DIGITS = 18;

    /** Stands in place of the scale, and never is one. */
    private static final int WIDE = -1;

    private record Wide(BigDecimal sum, BigDecimal min, BigDecimal max) {}

    private long sum;
    private long min;
    private long max;
    private int scale;
    private @Nullable Wide wide;
    private long lastTimestamp;

    /** For deserialization only. */
    public Aggregate() {}

    private Aggregate(long sum, long min, long max, int scale, long lastTimestamp) {
        this.sum = sum;
        this.min = min;
        this.max = max;
        this.scale = scale;
        this.lastTimestamp = lastTimestamp;
    }

    /**
     * An aggregate of its parts.
     *
     * @param sum exact, in decimals
     * @param lastTimestamp milliseconds since 1970 of the latest event, by the events' own clock
     */
    public Aggregate(BigDecimal sum, BigDecimal min, BigDecimal max, long lastTimestamp) {
        set(sum, min, max);
        this.lastTimestamp = lastTimestamp;
    }

    private void set(BigDecimal sum, BigDecimal min, BigDecimal max) {
        scale = Math.max(0, Math.max(sum.scale(), Math.max(min.scale(), max.scale())));
        if (fits(sum) && fits(min) && fits(max)) {
            this.sum = multiples(sum);
            this.min = multiples(min);
            this.max = multiples(max);
        } else {
            wide = new Wide(sum, min, max);
        }
    }

    private boolean fits(BigDecimal value) {
        return scale <= DIGITS && value.precision() + (long) scale - value.scale() <= DIGITS;
    }

    private long multiples(BigDecimal value) {
        return value.setScale(scale).scaleByPowerOfTen(scale).longValue();
    }

    /** The aggregate of the values of both. */
    public Aggregate plus(Aggregate other) {
        long last = Math.max(lastTimestamp, other.lastTimestamp);
        if (wide == null && other.wide == null && scale == other.scale) {
            long both = sum + other.sum;
            // No value is negative, so what is too large for a long turns out negative.
            if (both >= 0) {
                return new Aggregate(both, Math.min(min, other.min), Math.max(max, other.max), scale, last);
            }
        }
        return new Aggregate(sum().add(other.sum()), min().min(other.min()), max().max(other.max()), last);
    }

    public BigDecimal sum() {
        return wide == null ? BigDecimal.valueOf(sum, scale) : wide.sum();
    }

    public BigDecimal min() {
        return wide == null ? BigDecimal.valueOf(min, scale) : wide.min();
    }

    public BigDecimal max() {
        return wide == null ? BigDecimal.valueOf(max, scale) : wide.max();
    }

    /** Milliseconds since 1970. */
    public long lastTimestamp() {
        return lastTimestamp;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        out.writeLong(lastTimestamp);
        if (wide == null) {
            out.writeByte(scale);
            out.writeLong(sum);
            out.writeLong(min);
            out.writeLong(max);
        } else {
            out.writeByte(WIDE);
            write(out, wide.sum());
            write(out, wide.min());
            write(out, wide.max());
        }
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException {
        lastTimestamp = in.readLong();
        scale = in.readByte();
        if (scale == WIDE) {
            set(read(in), read(in), read(in));
        } else {
            sum = in.readLong();
            min = in.readLong();
            max = in.readLong();
        }
    }

    /** A tenth of what BigDecimal's own form takes: state is rewritten whole with every state checkpoint. */
    private static void write(ObjectOutput out, BigDecimal value) throws IOException {
        byte[] digits = value.unscaledValue().toByteArray();
        out.writeByte(value.scale());
        out.writeByte(digits.length);
        out.write(digits);
    }

    private static BigDecimal read(ObjectInput in) throws IOException {
        int scale = in.readByte();
        byte[] digits = new byte[in.readUnsignedByte()];
        in.readFully(digits);
        return new BigDecimal(new BigInteger(digits), scale);
    }
}
