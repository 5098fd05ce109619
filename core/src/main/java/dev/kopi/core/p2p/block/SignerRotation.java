package dev.kopi.core.p2p.block;

import dev.kopi.core.primitives.Address;
import org.jspecify.annotations.Nullable;

/**
 * Whose blocks are accepted, as SystemConfig on L1 says. After a change the signer before is
 * accepted for three hours, or until a block of the new one was seen.
 *
 * <p>Owned by one thread.
 */
public final class SignerRotation {
  /** How long the signer before is accepted. */
  public static final long GRACE_MILLIS = 3L * 3600 * 1000;

  private @Nullable Address current;
  private @Nullable Address previous;
  private long changedAt;

  /** L1 names this signer; null when it names none. */
  public void observed(@Nullable Address signer, long nowMillis) {
    if (current != null && !current.equals(signer)) {
      previous = current;
      changedAt = nowMillis;
    }
    current = signer;
  }

  /** The current signer has signed a block. */
  public void confirmCurrent() {
    previous = null;
  }

  /** The signers as of now. */
  public BlockSigners signers(long nowMillis) {
    return new BlockSigners(current, nowMillis - changedAt > GRACE_MILLIS ? null : previous);
  }
}
