package dev.kopi.apps.deployer.parameters;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.Map;

/**
 * What is chosen about a new L1.
 *
 * @param timestampSeconds the time of its genesis block, and of that of L2
 * @param gasLimit the gas limit of its blocks
 * @param accounts accounts that exist from the start, with their wei
 * @param deployer who seems to have deployed the rollup
 */
public record L1Parameters(
    long timestampSeconds, long gasLimit, Map<Address, UInt256> accounts, Address deployer) {
  /** Copies the map. */
  public L1Parameters {
    accounts = Map.copyOf(accounts);
  }
}
