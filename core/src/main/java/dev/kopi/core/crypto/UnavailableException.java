package dev.kopi.core.crypto;

/**
 * A primitive that this build of {@link Crypto} does not carry was asked for. It says nothing about
 * the input: whoever runs consensus code must stop, not answer "invalid".
 */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is missing. */
  public enum Primitive {
    /** The seven operations of EIP-2537. */
    BLS12_381,
    /** Commitments and proofs of EIP-4844 and EIP-7594. */
    KZG
  }

  private final Primitive primitive;

  /** Says which primitive is missing, and why when there is a cause. */
  public UnavailableException(Primitive primitive, String reason) {
    super(primitive + " is not available: " + reason);
    this.primitive = primitive;
  }

  /** Says which primitive is missing because of {@code cause}. */
  public UnavailableException(Primitive primitive, Throwable cause) {
    super(primitive + " is not available: " + cause, cause);
    this.primitive = primitive;
  }

  /** What is missing. */
  public Primitive primitive() {
    return primitive;
  }
}
