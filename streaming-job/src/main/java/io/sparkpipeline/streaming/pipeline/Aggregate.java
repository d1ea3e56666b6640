package io.sparkpipeline.streaming.pipeline;

import java.io.Externalizable;
import java.io.IOException;
import java.io.ObjectInput;
import java.io.ObjectOutput;
import java.math.BigDecimal;
import java.math.BigInteger;

/** Sum, extremes and last time of one key's values. Never changed once made. */
public final class Aggregate implements Externalizable {

    private static final long serialVersionUID = 1L;

    private BigDecimal sum = BigDecimal.ZERO;
    private BigDecimal min = BigDecimal.ZERO;
    private BigDecimal max = BigDecimal.ZERO;
    private long lastTimestamp;

    /** For deserialization only. */
    public Aggregate() {}

    /**
     * An aggregate of its parts.
     *
     * @param sum exact, in decimals
     * @param lastTimestamp milliseconds since 1970 of the latest event, by the events' own clock
     */
    public Aggregate(BigDecimal sum, BigDecimal min, BigDecimal max, long lastTimestamp) {
        this.sum = sum;
        this.min = min;
        this.max = max;
        this.lastTimestamp = lastTimestamp;
    }

    /** The aggregate of the values of both. */
    public Aggregate plus(Aggregate other) {
        return new Aggregate(
                sum.add(other.sum),
                min.compareTo(other.min) <= 0 ? min : other.min,
                max.compareTo(other.max) >= 0 ? max : other.max,
                Math.max(lastTimestamp, other.lastTimestamp));
    }

    public BigDecimal sum() {
        return sum;
    }

    public BigDecimal min() {
        return min;
    }

    public BigDecimal max() {
        return max;
    }

    /** Milliseconds since 1970. */
    public long lastTimestamp() {
        return lastTimestamp;
    }

    @Override
    public void writeExternal(ObjectOutput out) throws IOException {
        write(out, sum);
        write(out, min);
        write(out, max);
        out.writeLong(lastTimestamp);
    }

    @Override
    public void readExternal(ObjectInput in) throws IOException {
        sum = read(in);
        min = read(in);
        max = read(in);
        lastTimestamp = in.readLong();
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
