package dev.kopi.core.engineapi;

/**
 * Names a payload that is being built.
 *
 * @param value eight bytes
 */
public record PayloadId(long value) {}
