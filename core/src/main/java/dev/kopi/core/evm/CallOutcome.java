package dev.kopi.core.evm;

import dev.kopi.core.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * How a call from outside ended.
 *
 * @param success whether it ran to its end; else its changes are taken back
 * @param halt why it ended exceptionally; null when it succeeded or reverted
 * @param gasLeft what remains of the gas it was given; zero after a halt
 * @param refund gas to be given back for cleared storage, before any cap
 * @param output what the code returned, or the reason it reverted with
 */
public record CallOutcome(
    boolean success, @Nullable Halt halt, long gasLeft, long refund, Bytes output) {}
