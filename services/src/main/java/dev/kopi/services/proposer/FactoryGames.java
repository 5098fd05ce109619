package dev.kopi.services.proposer;

import dev.kopi.adapters.contracts.DisputeGameFactory;
import dev.kopi.adapters.contracts.FaultDisputeGame;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.ProposalRules;
import dev.kopi.services.txmgr.TxCandidate;
import java.util.List;

/**
 * The games of a factory contract.
 *
 * @param gameType the type of the games that are created
 */
public record FactoryGames(EthClient l1, DisputeGameFactory factory, long gameType)
    implements ProposerPorts.Games {
  @Override
  public long count() {
    return factory.gameCount();
  }

  @Override
  public ProposalRules.Proposal proposal(long index) {
    DisputeGameFactory.Game game = factory.gameAt(index);
    if (game.type() != gameType) {
      // Games of other types need not have claims.
      return new ProposalRules.Proposal(
          game.type(), game.createdSeconds(), Address.ZERO, Hash.ZERO);
    }
    FaultDisputeGame contract = new FaultDisputeGame(l1, game.proxy());
    return new ProposalRules.Proposal(
        game.type(), game.createdSeconds(), contract.proposer(), contract.rootClaim());
  }

  @Override
  public boolean exists(Hash root, long l2Block) {
    return factory.exists(gameType, root, DisputeGameFactory.extraData(l2Block));
  }

  @Override
  public long highestBlock() {
    try {
      return factory.highestDisputableBlock(gameType);
    } catch (DecodeException e) {
      return Long.MAX_VALUE;
    } catch (RpcException e) {
      if (e.code() != RpcException.EXECUTION_REVERTED) {
        throw e;
      }
      return Long.MAX_VALUE;
    }
  }

  @Override
  public TxCandidate create(Hash root, long l2Block) {
    return new TxCandidate(
        factory.address(),
        factory.initBond(gameType),
        DisputeGameFactory.create(gameType, root, DisputeGameFactory.extraData(l2Block)),
        List.of(),
        0);
  }
}
