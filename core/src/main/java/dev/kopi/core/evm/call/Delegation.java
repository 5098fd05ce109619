package dev.kopi.core.evm.call;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import org.jspecify.annotations.Nullable;

/**
 * The delegation designator of an account that runs the code of another account: {@code 0xef0100}
 * and an address.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7702#delegation-indicator">EIP-7702</a>
 */
public final class Delegation {
  private static final int SIZE = 23;

  private Delegation() {}

  /** The delegate, or null when this code is not a delegation. */
  public static @Nullable Address target(Bytes code) {
    if (code.size() != SIZE || code.get(0) != (byte) 0xef || code.get(1) != 1 || code.get(2) != 0) {
      return null;
    }
    return Address.of(code.unsafeArray(), 3);
  }

  /** The code that delegates to an address. */
  public static Bytes to(Address address) {
    byte[] code = new byte[SIZE];
    code[0] = (byte) 0xef;
    code[1] = 1;
    address.writeTo(code, 3);
    return Bytes.wrap(code);
  }
}
