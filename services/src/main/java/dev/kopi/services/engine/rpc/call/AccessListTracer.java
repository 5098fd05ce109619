package dev.kopi.services.engine.rpc.call;

import dev.kopi.core.chain.transaction.AccessListEntry;
import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.Tracer;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Collects the accounts and slots that a message accesses. */
public final class AccessListTracer implements Tracer {
  private final Set<Address> excluded;
  private final TreeMap<Address, TreeSet<Hash>> touched = new TreeMap<>();

  /**
   * Starts from an access list.
   *
   * @param excluded accounts that are warm without being listed
   */
  public AccessListTracer(List<AccessListEntry> given, Set<Address> excluded) {
    this.excluded = Set.copyOf(excluded);
    for (AccessListEntry entry : given) {
      if (!this.excluded.contains(entry.address())) {
        slots(entry.address()).addAll(entry.storageKeys());
      }
    }
  }

  private TreeSet<Hash> slots(Address address) {
    return touched.computeIfAbsent(address, a -> new TreeSet<>());
  }

  @Override
  public void step(Step step) {
    int top = step.stackSize() - 1;
    switch (StateAccess.of(step)) {
      case SLOT -> slots(step.contract()).add(step.stack(top).toHash());
      case ACCOUNT -> add(Address.fromWord(step.stack(top)));
      case CALLED_ACCOUNT -> add(Address.fromWord(step.stack(top - 1)));
      case NOTHING -> {}
    }
  }

  private void add(Address address) {
    if (!excluded.contains(address)) {
      slots(address);
    }
  }

  /** The access list, in ascending order. */
  public List<AccessListEntry> list() {
    List<AccessListEntry> out = new ArrayList<>();
    for (Map.Entry<Address, TreeSet<Hash>> entry : touched.entrySet()) {
      out.add(new AccessListEntry(entry.getKey(), List.copyOf(entry.getValue())));
    }
    return out;
  }
}
