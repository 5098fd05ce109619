package dev.kopi.program;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.proof.preimage.PreimageOracle;
import dev.kopi.core.proof.preimage.PreimageUnavailableException;
import dev.kopi.core.proof.preimage.ProofHint;

/**
 * The pre-image oracle behind the VM's file descriptors.
 *
 * @see <a href="https://specs.optimism.io/fault-proof/index.html#pre-image-communication">Pre-image
 *     communication</a>
 */
final class SyscallOracle implements PreimageOracle {
  /** No pre-image of a chain is longer: blocks and receipts are read by their trie nodes. */
  private static final int MAX_BYTES = 1 << 28;

  private final byte[] length = new byte[8];
  private final byte[] acknowledgement = new byte[1];

  @Override
  public Bytes read(PreimageKey key) {
    SystemCalls.write(SystemCalls.PREIMAGE_WRITE, key.bytes().toArray());
    SystemCalls.read(SystemCalls.PREIMAGE_READ, length);
    long size = BigEndian.getLong(length, 0);
    if (size < 0 || size > MAX_BYTES) {
      throw new PreimageUnavailableException("pre-image " + key + " has " + size + " bytes");
    }
    byte[] value = new byte[(int) size];
    SystemCalls.read(SystemCalls.PREIMAGE_READ, value);
    return Bytes.wrap(value);
  }

  @Override
  public void hint(ProofHint hint) {
    String text = hint.text();
    byte[] message = new byte[4 + text.length()];
    BigEndian.putInt(message, 0, text.length());
    for (int i = 0; i < text.length(); i++) {
      message[4 + i] = (byte) text.charAt(i);
    }
    SystemCalls.write(SystemCalls.HINT_WRITE, message);
    SystemCalls.read(SystemCalls.HINT_READ, acknowledgement);
  }
}
