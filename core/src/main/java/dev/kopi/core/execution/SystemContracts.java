package dev.kopi.core.execution;

import dev.kopi.core.primitives.Address;

/** The contracts that the protocol calls on L1. */
public final class SystemContracts {
  /** Stores the roots of parent beacon blocks (EIP-4788). */
  public static final Address BEACON_ROOTS =
      Address.fromHex("0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02");

  /** Stores block hashes (EIP-2935). */
  public static final Address HISTORY =
      Address.fromHex("0x0000F90827F1C53a10cb7A02335B175320002935");

  /** Queues withdrawal requests (EIP-7002). */
  public static final Address WITHDRAWAL_REQUESTS =
      Address.fromHex("0x00000961Ef480Eb55e80D19ad83579A64c007002");

  /** Queues consolidation requests (EIP-7251). */
  public static final Address CONSOLIDATION_REQUESTS =
      Address.fromHex("0x0000BBdDc7CE488642fb579F8B00f3a590007251");

  private SystemContracts() {}
}
