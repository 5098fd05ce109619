package dev.kopi.services.challenger;

import dev.kopi.adapters.contracts.dispute.GameCredits;
import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.adapters.contracts.dispute.GameList;
import dev.kopi.adapters.contracts.dispute.GameSnapshot;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The dispute games on L1. All methods block; they throw {@link dev.kopi.adapters.rpc.RpcException}
 * when the node refuses, {@link dev.kopi.adapters.rpc.RpcTransportException} when it does not
 * answer, and {@link dev.kopi.core.primitives.DecodeException} when the answer is malformed.
 */
public interface DisputeChain {
  /**
   * A block of L1.
   *
   * @param parent the hash of the block before it
   * @param seconds its time
   */
  record Head(long number, Hash hash, Hash parent, long seconds) {}

  /** L1's newest block. */
  Head head();

  /** Whether a block that was the head is still part of L1. */
  boolean isCanonical(Head block);

  /** How many games there are at a block. */
  long gameCount(Head at);

  /** The games created at a time or later, oldest first. */
  List<GameList.Entry> gamesSince(long seconds, Head at);

  /** The games from an index up to another, which is not included. */
  List<GameList.Entry> games(long from, long to, Head at);

  /** What does not change in games; null for those of versions that cannot be played. */
  List<@Nullable GameFacts> facts(List<Address> games, Head at);

  /** What tells whether games have changed, in their order. */
  List<GameSnapshot.Glance> glances(List<Address> games, Head at);

  /** A game at a block. */
  GameSnapshot snapshot(Address game, GameSnapshot.Glance glance, Head at);

  /** The money of accounts in a game. */
  List<GameCredits> credits(GameFacts game, List<Address> accounts, Head at);

  /** Whether a part of a pre-image is in the oracle. */
  boolean isLoaded(Address oracle, Hash key, long offset, Head at);

  /** The balance of an account, in wei. */
  UInt256 balance(Address account, Head at);
}
