package dev.kopi.tests.simulation.random;

import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.txmgr.Signer;
import dev.kopi.services.txmgr.TxListener;
import dev.kopi.services.txmgr.TxManager;
import dev.kopi.services.txmgr.TxManagerConfig;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The account of a role on L1. */
final class Sender {
  private final L1Account l1;
  private final Signer signer;
  private @Nullable TxManager manager;

  Sender(World world, String role, PrivateKey key) {
    this.l1 = new L1Account(world.l1(), world.link(role));
    this.signer = Signer.local(World.CRYPTO.secp256k1(), key);
  }

  /** A new process knows of no transaction that is on its way. */
  void begin() {
    manager =
        new TxManager(
            l1, UInt256.of(900), signer, World.CRYPTO, TxManagerConfig.DEVNET, TxListener.NONE);
  }

  TxManager manager() {
    return Objects.requireNonNull(manager);
  }

  L1Account l1() {
    return l1;
  }
}
