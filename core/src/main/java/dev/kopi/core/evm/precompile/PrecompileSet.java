package dev.kopi.core.evm.precompile;

import dev.kopi.core.primitives.Address;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The precompiles of one block. */
public interface PrecompileSet {
  /** The precompile with this address, or null when there is none. */
  @Nullable Precompile at(Address address);

  /** All addresses: they are warm in every transaction (EIP-2929). */
  List<Address> addresses();
}
