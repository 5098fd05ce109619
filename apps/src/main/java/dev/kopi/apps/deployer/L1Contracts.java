package dev.kopi.apps.deployer;

import dev.kopi.core.primitives.Address;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Where the contracts of a rollup stand on L1. A contract behind a proxy is listed twice: by its
 * name, which is the proxy that everybody talks to, and by its name with {@code Impl}.
 *
 * @param byName the addresses in the order of their creation
 */
public record L1Contracts(Map<String, Address> byName) {
  /** What marks the name of an implementation. */
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
