package io.sparkpipeline.snapshot;

import java.util.Optional;

/**
 * The claim that is snapshotted.
 *
 * @param uid tells it from one of the same name that was deleted
 * @param driver the CSI driver that serves it; empty where the job may not find out
 */
record Claim(String name, String namespace, String uid, Optional<String> driver) {}
