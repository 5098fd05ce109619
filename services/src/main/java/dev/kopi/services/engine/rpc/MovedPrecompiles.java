package dev.kopi.services.engine.rpc;

import dev.kopi.core.evm.precompile.Precompile;
import dev.kopi.core.evm.precompile.PrecompileSet;
import dev.kopi.core.primitives.Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A block's precompiles, of which a caller moved or removed some. */
final class MovedPrecompiles implements PrecompileSet {
  private final PrecompileSet standard;
  private final Map<Address, @Nullable Precompile> changes = new HashMap<>();

  MovedPrecompiles(PrecompileSet standard) {
    this.standard = standard;
  }

  void put(Address address, Precompile precompile) {
    changes.put(address, precompile);
  }

  void remove(Address address) {
    changes.put(address, null);
  }

  @Override
  public @Nullable Precompile at(Address address) {
    return changes.containsKey(address) ? changes.get(address) : standard.at(address);
  }

  /** Those of the block, wherever they are now: what is warm does not move. */
  @Override
  public List<Address> addresses() {
    return standard.addresses();
  }
}
