package dev.kopi.services.node.driver;

import dev.kopi.core.rollup.L2BlockRef;

/** What became of an unsafe payload. */
public sealed interface UnsafePayloadOutcome {
  /** It is the unsafe head. */
  record Accepted(L2BlockRef block) implements UnsafePayloadOutcome {}

  /**
   * It violates the rules of the chain.
   *
   * @param error the reason, as the engine or the decoder gives it
   */
  record Invalid(String error) implements UnsafePayloadOutcome {}

  /** It is not needed, or there is no room for it. */
  record Ignored(Reason reason) implements UnsafePayloadOutcome {}

  /** It waits for its ancestors, for the engine, or for the end of a reset. */
  record Queued() implements UnsafePayloadOutcome {}

  /** Why a payload is ignored. */
  enum Reason {
    /** It is queued already, or it is the unsafe head. */
    KNOWN,
    /** The unsafe head is at or above its number. */
    OLD,
    /** It has the number after the unsafe head, and another parent. */
    OTHER_PARENT,
    /** It is larger than the whole queue. */
    TOO_LARGE,
    /** The queue is full. */
    NO_ROOM,
    /** It belongs to a fork that this version does not support. */
    UNSUPPORTED_FORK
  }
}
