package dev.kopi.core.state;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/**
 * A read-only view of the world state after one block. Results never change. Throws {@link
 * StateUnavailableException} when the state is not available (an incomplete witness, a pruned
 * block).
 */
public interface StateView {
  /** The account, or null when there is none. */
  @Nullable Account account(Address address);

  /** The value of a storage slot; zero when it was never set. */
  UInt256 storage(Address address, UInt256 slot);

  /** The code with this hash; empty for the hash of no code. */
  Bytes code(Hash codeHash);
}
