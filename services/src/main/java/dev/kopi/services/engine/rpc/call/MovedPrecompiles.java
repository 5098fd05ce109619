package dev.kopi.services.engine.rpc.call;

import dev.kopi.core.evm.precompile.Precompile;
import dev.kopi.core.evm.precompile.PrecompileSet;
import dev.kopi.core.primitives.Address;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The precompiles of a block, some of them moved or removed by state overrides. */
public final class MovedPrecompiles implements PrecompileSet {
  private final PrecompileSet standard;
  private final Map<Address, @Nullable Precompile> changes = new HashMap<>();

  public MovedPrecompiles(PrecompileSet standard) {
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

  /** The standard addresses: moving a precompile does not change which addresses are warm. */
  @Override
  public List<Address> addresses() {
    return standard.addresses();
  }
}
