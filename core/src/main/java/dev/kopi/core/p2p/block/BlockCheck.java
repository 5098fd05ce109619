package dev.kopi.core.p2p.block;

import dev.kopi.core.rollup.UnsafePayloads;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of the validation of a gossiped block.
 *
 * @param reason why
 * @param block the block of an accepted message; else null
 * @param byCurrentSigner whether the current signer signed the message, accepted or not: this ends
 *     the grace period of the signer before
 */
public record BlockCheck(
    Reason reason, UnsafePayloads.@Nullable Entry block, boolean byCurrentSigner) {
  /** What gossip does with the message. */
  public Verdict verdict() {
    return reason.verdict();
  }

  /** Why a message was accepted or not, in the order of the checks. */
  public enum Reason {
    /** Snappy's data are malformed. */
    COMPRESSION(Verdict.REJECT),
    /** More than 10 MiB uncompressed. */
    TOO_LARGE(Verdict.REJECT),
    /** Too short for a signature and a byte. */
    TOO_SMALL(Verdict.REJECT),
    /** This node does not know who signs blocks. */
    NO_SIGNER(Verdict.IGNORE),
    /** Signed by nobody, or by somebody else. */
    SIGNATURE(Verdict.REJECT),
    /** The SSZ is malformed. */
    ENCODING(Verdict.REJECT),
    TOO_OLD(Verdict.REJECT),
    /** More than five seconds ahead. */
    TOO_NEW(Verdict.REJECT),
    /** The stated block hash is not the header's. */
    BLOCK_HASH(Verdict.REJECT),
    /** L2 blocks have no withdrawals. */
    WITHDRAWALS(Verdict.REJECT),
    /** Blob gas used before Jovian. */
    BLOB_GAS_USED(Verdict.REJECT),
    EXCESS_BLOB_GAS(Verdict.REJECT),
    /** Six different blocks of this height were accepted before. */
    TOO_MANY_AT_HEIGHT(Verdict.REJECT),
    /** The block was accepted before. */
    SEEN(Verdict.IGNORE),
    ACCEPTED(Verdict.ACCEPT);

    private final Verdict verdict;

    Reason(Verdict verdict) {
      this.verdict = verdict;
    }

    /** What gossip does with the message. */
    public Verdict verdict() {
      return verdict;
    }

    /** What the message costs the peer that sent it. */
    public Penalty penalty() {
      return switch (this) {
        // Another clock may find these right.
        case TOO_OLD, TOO_NEW -> Penalty.ERROR;
        // Honest peers pass six blocks of a height on, and not all the same six.
        case TOO_MANY_AT_HEIGHT, NO_SIGNER, SEEN, ACCEPTED -> Penalty.NONE;
        case COMPRESSION,
            TOO_LARGE,
            TOO_SMALL,
            SIGNATURE,
            ENCODING,
            BLOCK_HASH,
            WITHDRAWALS,
            BLOB_GAS_USED,
            EXCESS_BLOB_GAS ->
            Penalty.REJECTION;
      };
    }
  }

  /** What a message costs the peer that sent it. */
  public enum Penalty {
    NONE,
    /** A failure, of which few lower a score a little. */
    ERROR,
    /** An invalid block: a few of them ban the peer. */
    REJECTION
  }
}
