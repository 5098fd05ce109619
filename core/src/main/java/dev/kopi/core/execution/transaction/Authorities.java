package dev.kopi.core.execution.transaction;

import dev.kopi.core.chain.transaction.Authorization;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;

/**
 * Recovers the authorities of EIP-7702 authorizations.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7702">EIP-7702</a>
 */
public final class Authorities {
  private Authorities() {}

  /** The signers of authorizations for this chain; invalid signatures are skipped. */
  public static List<Address> of(
      List<Authorization> authorizations, UInt256 chainId, Secp256k1 secp256k1) {
    List<Address> out = new ArrayList<>();
    for (Authorization one : authorizations) {
      boolean here = one.chainId().isZero() || one.chainId().equals(chainId);
      Address authority = here && one.nonce() != -1 ? Preparation.authority(one, secp256k1) : null;
      if (authority != null) {
        out.add(authority);
      }
    }
    return out;
  }

  /** The signers of authorizations for any chain; invalid signatures are skipped. */
  public static List<Address> signers(List<Authorization> authorizations, Secp256k1 secp256k1) {
    List<Address> out = new ArrayList<>();
    for (Authorization one : authorizations) {
      Address authority = Preparation.authority(one, secp256k1);
      if (authority != null) {
        out.add(authority);
      }
    }
    return out;
  }
}
