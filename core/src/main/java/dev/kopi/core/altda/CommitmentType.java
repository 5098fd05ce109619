package dev.kopi.core.altda;

/** How a commitment is made from the data. The number is its first byte. */
public enum CommitmentType {
  /** The Keccak-256 hash of the data, against which the data can be challenged on L1. */
  KECCAK(0),
  /** Bytes that the DA server alone understands. */
  GENERIC(1);

  private final byte number;

  CommitmentType(int number) {
    this.number = (byte) number;
  }

  /** The first byte of an encoded commitment. */
  public byte number() {
    return number;
  }
}
