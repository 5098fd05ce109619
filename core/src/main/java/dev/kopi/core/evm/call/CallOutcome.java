package dev.kopi.core.evm.call;

import dev.kopi.core.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of a top-level call.
 *
 * @param success whether it succeeded; if not, its changes are reverted
 * @param halt why it ended exceptionally; null when it succeeded or reverted
 * @param gasLeft the gas left; zero after a halt
 * @param refund the gas refund, before any cap
 * @param output what the code returned, or the reason it reverted with
 */
public record CallOutcome(
    boolean success, @Nullable Halt halt, long gasLeft, long refund, Bytes output) {}
