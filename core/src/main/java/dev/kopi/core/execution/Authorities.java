package dev.kopi.core.execution;

import dev.kopi.core.chain.Authorization;
import dev.kopi.core.crypto.Secp256k1;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;

/**
 * Who lets others' code run in its place.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7702">EIP-7702</a>
 */
public final class Authorities {
  private Authorities() {}

  /** Those who signed for this chain; what nobody can have signed is left out. */
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

  /** Those who signed, for whichever chain; what nobody can have signed is left out. */
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
