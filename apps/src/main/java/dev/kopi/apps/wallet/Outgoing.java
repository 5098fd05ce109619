package dev.kopi.apps.wallet;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/**
 * A transaction to send, without nonce and fees.
 *
 * @param title a description for people
 * @param to the account called, or null to create a contract
 * @param value wei sent along
 * @param data the call data or the init code
 * @param gasLimit the gas to buy; null to let the node estimate it
 */
public record Outgoing(
    String title, @Nullable Address to, UInt256 value, Bytes data, @Nullable Long gasLimit) {
  /** A call whose gas the node estimates. */
  public static Outgoing call(String title, Address to, UInt256 value, Bytes data) {
    return new Outgoing(title, to, value, data, null);
  }
}
