package io.sparkpipeline.common.retention;

import java.time.Instant;

/**
 * What a retention plan looks at: a backup or a snapshot.
 *
 * @param id unique within a plan
 * @param created by the maker's clock, which may be ahead of the planner's
 * @param complete whether one could restore from it: a backup with its manifest, a snapshot that is ready
 * @param labelledKeep whether someone asked that it be kept for good
 */
public record RetentionItem(String id, Instant created, boolean complete, boolean labelledKeep) {}
