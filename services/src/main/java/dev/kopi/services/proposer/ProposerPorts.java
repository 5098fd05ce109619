package dev.kopi.services.proposer;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.ProposalRules;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.services.txmgr.TxCandidate;
import dev.kopi.services.txmgr.TxSender;
import java.util.function.LongSupplier;

/**
 * What a proposer needs of others. All methods but those of the sender block; they throw {@link
 * dev.kopi.adapters.rpc.RpcException} when a node refuses, {@link
 * dev.kopi.adapters.rpc.RpcTransportException} when it does not answer, and {@link
 * dev.kopi.core.primitives.DecodeException} when the answer is malformed.
 *
 * @param node a rollup node
 * @param games the dispute games on L1
 * @param l1BlockNumber the number of L1's newest block
 * @param sender sends to L1
 */
public record ProposerPorts(
    OutputSource node, Games games, LongSupplier l1BlockNumber, TxSender sender) {
  /** Gives output roots. */
  public interface OutputSource {
    /** The rollup node's sync status. */
    SyncStatus syncStatus();

    /** The output root at an L2 block. */
    Hash outputRoot(long l2Block);
  }

  /** The dispute games of the factory on L1. */
  public interface Games {
    /** How many there are, of all types. */
    long count();

    /** The proposal that a game is about, by the game's index. */
    ProposalRules.Proposal proposal(long index);

    /** Whether there is a game of the proposer's type for a proposal. */
    boolean exists(Hash root, long l2Block);

    /**
     * The highest L2 block that a game created now can be about, since a dispute bisects a bounded
     * range of blocks above the anchor; {@link Long#MAX_VALUE} when the games do not say.
     */
    long highestBlock();

    /** The transaction that proposes: it creates a game, with the bond that is due. */
    TxCandidate create(Hash root, long l2Block);
  }
}
