package dev.kopi.services.node.p2p;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads from SystemConfig on L1 who signs blocks. */
public final class L1BlockSigner implements Supplier<@Nullable Address> {
  /** {@code keccak256("systemconfig.unsafeblocksigner")}. */
  private static final Hash SLOT =
      Hash.fromHex("0x65a7ed542fb37fe237fdfbdd70b31598523fe5b32879e307bae27a0bd9581c08");

  private final EthClient l1;
  private final Address systemConfig;

  /** Asks an L1 node. */
  public L1BlockSigner(EthClient l1, Address systemConfig) {
    this.l1 = l1;
    this.systemConfig = systemConfig;
  }

  @Override
  public @Nullable Address get() {
    try {
      Hash word = l1.storage(systemConfig, SLOT, EthClient.LATEST);
      return word.isZero() ? null : Address.fromWord(word.toUInt256());
    } catch (RpcException | RpcTransportException | DecodeException e) {
      throw new TemporaryException(String.valueOf(e.getMessage()));
    }
  }
}
