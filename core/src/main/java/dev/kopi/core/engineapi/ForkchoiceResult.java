package dev.kopi.core.engineapi;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a forkchoice update.
 *
 * @param status the verdict on the head
 * @param payloadId the payload that is being built, when attributes were given and the head is
 *     valid
 */
public record ForkchoiceResult(PayloadStatus status, @Nullable PayloadId payloadId) {}
