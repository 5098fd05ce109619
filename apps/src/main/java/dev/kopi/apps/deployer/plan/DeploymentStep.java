package dev.kopi.apps.deployer.plan;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * One transaction of a deployment. The deployer sends it with {@code nonce}.
 *
 * @param title a description for people
 * @param nonce the deployer's nonce
 * @param to the contract that is called; null to create one
 * @param data the call data, or the init code
 * @param creates the address of the new contract; null for a call
 */
public record DeploymentStep(
    String title, long nonce, @Nullable Address to, Bytes data, @Nullable Address creates) {
  private static final long TRANSACTION_GAS = 21_000;
  private static final long CREATE_GAS = 32_000;
  private static final long CALL_DATA_GAS = 16;
  private static final long INIT_CODE_WORD_GAS = 2;
  private static final long CODE_DEPOSIT_GAS = 200;
  private static final long EXECUTION_ALLOWANCE = 1_000_000;

  /**
   * An upper bound of the gas used: intrinsic gas with no byte zero, the code deposit, and an
   * allowance for execution. It stays below 2^24, the limit of a transaction since Osaka
   * (EIP-7825).
   */
  public long gasLimit() {
    long size = data.size();
    long gas = TRANSACTION_GAS + CALL_DATA_GAS * size + EXECUTION_ALLOWANCE;
    if (to == null) {
      gas += CREATE_GAS + INIT_CODE_WORD_GAS * ((size + 31) / 32) + CODE_DEPOSIT_GAS * size;
    }
    return gas;
  }
}
