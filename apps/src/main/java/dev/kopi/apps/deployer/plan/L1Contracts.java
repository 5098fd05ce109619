package dev.kopi.apps.deployer.plan;

import dev.kopi.core.primitives.Address;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The addresses of the contracts of a rollup on L1. A contract behind a proxy is listed twice: the
 * proxy by the contract's name, and the implementation by that name with {@code Impl}.
 *
 * @param byName the addresses in the order of their creation
 */
public record L1Contracts(Map<String, Address> byName) {
  /** The suffix of an implementation's name. */
  public static final String IMPLEMENTATION = "Impl";

  /** Copies the map. */
  public L1Contracts {
    byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
  }

  /** The address of a contract: of its proxy, when it has one. */
  public Address of(String name) {
    Address address = byName.get(name);
    if (address == null) {
      throw new IllegalArgumentException("no contract with the name " + name);
    }
    return address;
  }

  /** The OptimismPortal. */
  public Address optimismPortal() {
    return of("OptimismPortal2");
  }

  /** The SystemConfig. */
  public Address systemConfig() {
    return of("SystemConfig");
  }

  /** The DisputeGameFactory. */
  public Address disputeGameFactory() {
    return of("DisputeGameFactory");
  }
}
