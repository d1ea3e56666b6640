package io.sparkpipeline.streaming.event;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One good event.
 *
 * @param id the sender's name for it, where it gave one
 * @param key not empty
 * @param value from 0 to {@link EventParser#MAX_VALUE}, at most {@link EventParser#SCALE} decimals
 * @param timestamp when it happened, by its sender
 */
public record Event(@Nullable String id, String key, BigDecimal value, Instant timestamp) {}
