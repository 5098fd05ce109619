package dev.kopi.core.altda;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;

/**
 * A commitment to data that lies outside of L1.
 *
 * @param type how it is made
 * @param body what follows the type's byte: 32 bytes of a hash, or at least one byte of the DA
 *     layer
 * @see <a
 *     href="https://specs.optimism.io/experimental/alt-da.html#input-commitment-submission">Input
 *     commitment submission</a>
 */
public record Commitment(CommitmentType type, Bytes body) {
  /** The version byte of a batcher transaction that holds a commitment. */
  public static final byte TRANSACTION_VERSION = 1;

  private static final int HASH_BYTES = 32;

  /** Checks the length. */
  public Commitment {
    boolean fits = type == CommitmentType.KECCAK ? body.size() == HASH_BYTES : !body.isEmpty();
    if (!fits) {
      throw new DecodeException("a " + type + " commitment of " + body.size() + " bytes");
    }
  }

  /** The commitment to data by its hash. */
  public static Commitment keccak(Bytes data) {
    return new Commitment(CommitmentType.KECCAK, Keccak256.hash(data).toBytes());
  }

  /**
   * Reads an encoded commitment.
   *
   * @throws DecodeException when the type is unknown or the length is wrong
   */
  public static Commitment decode(Bytes encoded) {
    if (!encoded.isEmpty()) {
      for (CommitmentType type : CommitmentType.values()) {
        if (encoded.get(0) == type.number()) {
          return new Commitment(type, encoded.slice(1, encoded.size()));
        }
      }
    }
    throw new DecodeException("no commitment of a known type: " + encoded);
  }

  /** The type's byte and the body: the key of the data at a DA server. */
  public Bytes encode() {
    return Bytes.concat(Bytes.wrap(new byte[] {type.number()}), body);
  }

  /** The call data of the batcher's transaction. */
  public Bytes transactionData() {
    return Bytes.concat(Bytes.wrap(new byte[] {TRANSACTION_VERSION}), encode());
  }

  /** Whether data belong to it. Only the DA server can tell that of a generic commitment. */
  public boolean matches(Bytes data) {
    return type == CommitmentType.GENERIC || Keccak256.hash(data).toBytes().equals(body);
  }

  /** The encoded commitment in hex. */
  @Override
  public String toString() {
    return encode().toString();
  }
}
