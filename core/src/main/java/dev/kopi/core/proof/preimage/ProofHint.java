package dev.kopi.core.proof.preimage;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;

/**
 * A hint: a kind and its data. As text it is the kind's word, a space and the data in hex.
 *
 * @param kind what is asked for
 * @param data which one
 */
public record ProofHint(HintKind kind, Bytes data) {
  /** About something that has a hash. */
  public static ProofHint of(HintKind kind, Hash hash) {
    return new ProofHint(kind, hash.toBytes());
  }

  /** About a blob. */
  public static ProofHint blob(Hash versionedHash, long timestampSeconds) {
    byte[] data = new byte[40];
    versionedHash.writeTo(data, 0);
    BigEndian.putLong(data, 32, timestampSeconds);
    return new ProofHint(HintKind.L1_BLOB, Bytes.wrap(data));
  }

  /**
   * Reads a hint.
   *
   * @throws DecodeException when the kind is not known or the data is not hex
   */
  public static ProofHint parse(String text) {
    int space = text.indexOf(' ');
    HintKind kind = space < 0 ? null : HintKind.of(text.substring(0, space));
    if (kind == null) {
      String shown = text.length() > 80 ? text.substring(0, 80) + "…" : text;
      throw new DecodeException("not a known hint: " + shown);
    }
    return new ProofHint(kind, Bytes.fromHex(text.substring(space + 1)));
  }

  /** The text that is sent to the host. */
  public String text() {
    return kind.word() + " " + data.toHex();
  }
}
