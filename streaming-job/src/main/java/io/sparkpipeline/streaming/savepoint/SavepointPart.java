package io.sparkpipeline.streaming.savepoint;

import java.io.Serializable;

/**
 * One file of a savepoint.
 *
 * @param name the file's name within the savepoint
 * @param bytes its size
 * @param sha256 of its bytes, hexadecimal
 * @param groups the number of groups in it
 */
public record SavepointPart(String name, long bytes, String sha256, long groups) implements Serializable {}
