package dev.kopi.services.batcher;

import dev.kopi.core.chain.block.Block;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.services.txmgr.TxSender;
import org.jspecify.annotations.Nullable;

/**
 * What a batcher needs of others. All methods but those of the sender block; they throw {@link
 * dev.kopi.adapters.rpc.RpcException} when a node refuses, {@link
 * dev.kopi.adapters.rpc.RpcTransportException} when it does not answer, and {@link
 * dev.kopi.core.primitives.DecodeException} when the answer is malformed.
 *
 * @param l2 the sequencer's execution node
 * @param node the sequencer's rollup node
 * @param l1 an execution node of L1
 * @param sender sends to L1
 */
public record BatcherPorts(L2Source l2, StatusSource node, L1Source l1, TxSender sender) {
  /** Gives the blocks of L2. */
  @FunctionalInterface
  public interface L2Source {
    /** The canonical block of a number; null when there is none. */
    @Nullable Block block(long number);
  }

  /** Gives the heads of both chains. */
  @FunctionalInterface
  public interface StatusSource {
    /** The rollup node's sync status. */
    SyncStatus syncStatus();
  }

  /** Gives what a batcher reads of L1. */
  public interface L1Source {
    /** The number of the newest block. */
    long blockNumber();

    /** The nonce of an account after a block. */
    long nonceAt(Address account, long blockNumber);
  }
}
