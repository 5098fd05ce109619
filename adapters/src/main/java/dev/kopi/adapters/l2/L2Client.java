package dev.kopi.adapters.l2;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.source.L2Source;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L2Predeploys;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Reads the engine's chain by its {@code eth} methods. Thread-safe. */
public final class L2Client implements L2Source {
  private final EthClient eth;

  /** A client over a connection to the engine. */
  public L2Client(EthClient eth) {
    this.eth = eth;
  }

  @Override
  public @Nullable Block blockByNumber(long number) {
    return ask("L2 block " + number, () -> eth.block(EthClient.at(number)));
  }

  @Override
  public @Nullable Block blockByHash(Hash hash) {
    return ask("L2 block " + hash, () -> eth.blockByHash(hash));
  }

  /** The block that the engine holds for {@code latest}, {@code safe} or {@code finalized}. */
  public @Nullable Block blockByTag(String tag) {
    return ask("L2's " + tag + " block", () -> byTag(tag));
  }

  private @Nullable Block byTag(String tag) {
    try {
      return eth.block(tag);
    } catch (RpcException e) {
      // An engine without a safe or finalized block returns an error.
      if (!tag.equals(EthClient.LATEST)) {
        return null;
      }
      throw e;
    }
  }

  /**
   * The storage root of the L2ToL1MessagePasser after a block, proven against its state root.
   *
   * @throws TemporaryException when the engine does not respond, or returns a wrong proof
   */
  public Hash messagePasserRoot(Block block) {
    Hash root =
        ask(
            "the message passer's storage root",
            () ->
                eth.provenStorageRoot(
                    L2Predeploys.L2_TO_L1_MESSAGE_PASSER,
                    block.hash(),
                    block.header().stateRoot()));
    if (root == null) {
      throw new TemporaryException(
          "the engine returned no valid proof of the message passer at " + block.hash());
    }
    return root;
  }

  private static <T> @Nullable T ask(String what, Supplier<@Nullable T> question) {
    try {
      return question.get();
    } catch (RpcException | RpcTransportException | DecodeException e) {
      throw new TemporaryException("cannot read " + what + ": " + e.getMessage(), e);
    }
  }
}
