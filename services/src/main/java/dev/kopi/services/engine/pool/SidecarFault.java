package dev.kopi.services.engine.pool;

/**
 * What is wrong with the sidecar of a blob transaction.
 *
 * @param kind the fault
 * @param blob the index of the blob, or 0 when the fault is not that of one blob
 */
public record SidecarFault(Kind kind, int blob) {
  /** The kinds of faults. */
  public enum Kind {
    /** There is none. */
    MISSING,
    /** It has cell proofs, which are not accepted before Osaka. */
    CELL_PROOFS_BEFORE_OSAKA,
    /** The number of blobs or commitments is not that of the versioned hashes. */
    BLOB_COUNT,
    /** The number of proofs does not fit that of the blobs. */
    PROOF_COUNT,
    /** A commitment does not match its versioned hash. */
    COMMITMENT,
    /** The proofs do not prove the blobs. */
    PROOFS
  }

  /** A fault of the whole sidecar. */
  static SidecarFault of(Kind kind) {
    return new SidecarFault(kind, 0);
  }
}
