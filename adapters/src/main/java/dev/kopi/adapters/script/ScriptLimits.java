package dev.kopi.adapters.script;

import java.time.Duration;

/**
 * What a script may take between two calls of {@link Script#restart}.
 *
 * @param time the time from the restart on
 * @param allocatedBytes the bytes that it allocates, whether it keeps them or not
 */
public record ScriptLimits(Duration time, long allocatedBytes) {}
