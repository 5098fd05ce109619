package dev.kopi.services.challenger;

import dev.kopi.adapters.contracts.dispute.BatchReader;
import dev.kopi.adapters.contracts.dispute.CreditReader;
import dev.kopi.adapters.contracts.dispute.GameCredits;
import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.adapters.contracts.dispute.GameList;
import dev.kopi.adapters.contracts.dispute.GameReader;
import dev.kopi.adapters.contracts.dispute.GameSnapshot;
import dev.kopi.adapters.contracts.dispute.OracleReader;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The games of a factory behind the RPC of an L1 node. */
public final class EthDisputeChain implements DisputeChain {
  private final EthClient l1;
  private final BatchReader reader;
  private final GameList list;
  private final GameReader games;

  /**
   * The games of a factory.
   *
   * @param factory the DisputeGameFactory
   */
  public EthDisputeChain(RpcClient l1, Address factory) {
    this.l1 = new EthClient(l1::call);
    this.reader = new BatchReader(l1);
    this.list = new GameList(reader, factory);
    this.games = new GameReader(reader);
  }

  private static String at(Head head) {
    return BatchReader.at(head.hash());
  }

  @Override
  public Head head() {
    Header header = l1.header(EthClient.LATEST);
    if (header == null) {
      throw new DecodeException("L1 has no head");
    }
    return new Head(header.number(), header.hash(), header.parentHash(), header.timestampSeconds());
  }

  @Override
  public boolean isCanonical(Head block) {
    Header header = l1.header(EthClient.at(block.number()));
    return header != null && header.hash().equals(block.hash());
  }

  @Override
  public long gameCount(Head at) {
    return list.count(at(at));
  }

  @Override
  public List<GameList.Entry> gamesSince(long seconds, Head at) {
    return list.since(seconds, at(at));
  }

  @Override
  public List<GameList.Entry> games(long from, long to, Head at) {
    return list.between(from, to, at(at));
  }

  @Override
  public List<@Nullable GameFacts> facts(List<Address> addresses, Head at) {
    return games.facts(addresses, at(at));
  }

  @Override
  public List<GameSnapshot.Glance> glances(List<Address> addresses, Head at) {
    return games.glances(addresses, at(at));
  }

  @Override
  public GameSnapshot snapshot(Address game, GameSnapshot.Glance glance, Head at) {
    return games.snapshot(game, glance, at(at));
  }

  @Override
  public List<GameCredits> credits(GameFacts game, List<Address> accounts, Head at) {
    return new CreditReader(reader).credits(game, accounts, at(at));
  }

  @Override
  public boolean isLoaded(Address oracle, Hash key, long offset, Head at) {
    return new OracleReader(reader, oracle).isLoaded(key, offset, at(at));
  }

  @Override
  public UInt256 balance(Address account, Head at) {
    return l1.balance(account, at(at));
  }
}
