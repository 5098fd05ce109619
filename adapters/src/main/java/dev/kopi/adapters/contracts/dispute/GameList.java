package dev.kopi.adapters.contracts.dispute;

import dev.kopi.adapters.contracts.dispute.BatchReader.Read;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The games of a DisputeGameFactory. Methods throw as {@link BatchReader} does.
 *
 * @param factory the contract
 */
public record GameList(BatchReader reader, Address factory) {
  private static final int CHUNK = 100;

  /**
   * A game of the factory.
   *
   * @param index its place in the list
   * @param type its type
   * @param createdSeconds when it was created
   * @param address its contract
   */
  public record Entry(long index, long type, long createdSeconds, Address address) {}

  /** How many games there are. */
  public long count(String block) {
    return reader.read(block, factory, "gameCount()").number(0);
  }

  /** The games from an index up to another, which is not included. */
  public List<Entry> between(long from, long to, String block) {
    List<Read> calls =
        LongStream.range(from, to)
            .mapToObj(index -> Read.of(factory, "gameAtIndex(uint256)", AbiValue.of(index)))
            .toList();
    List<AbiReader> answers = reader.read(calls, block);
    List<Entry> games = new ArrayList<>(answers.size());
    for (int i = 0; i < answers.size(); i++) {
      AbiReader in = answers.get(i);
      games.add(new Entry(from + i, in.number(0), in.number(1), in.address(2)));
    }
    return games;
  }

  /** The games created at a time or later, oldest first. */
  public List<Entry> since(long seconds, String block) {
    List<Entry> games = new ArrayList<>();
    long to = count(block);
    boolean older = false;
    while (to > 0 && !older) {
      long from = Math.max(0, to - CHUNK);
      for (Entry game : between(from, to, block).reversed()) {
        older |= game.createdSeconds() < seconds;
        if (!older) {
          games.add(game);
        }
      }
      to = from;
    }
    Collections.reverse(games);
    return games;
  }

  /** The bond of a game of a type, in wei. */
  public UInt256 initBond(long type, String block) {
    return reader.read(block, factory, "initBonds(uint32)", AbiValue.of(type)).word(0);
  }

  /** The implementation of a type of games; null when there is none. */
  public @Nullable Address implementation(long type, String block) {
    Address address =
        reader.read(block, factory, "gameImpls(uint32)", AbiValue.of(type)).address(0);
    return address.isZero() ? null : address;
  }

  /** The game of a type, root claim and extra data; null when there is none. */
  public @Nullable Address game(long type, Hash root, Bytes extraData, String block) {
    Address address =
        reader
            .read(
                block,
                factory,
                "games(uint32,bytes32,bytes)",
                AbiValue.of(type),
                AbiValue.of(root),
                AbiValue.of(extraData))
            .address(0);
    return address.isZero() ? null : address;
  }
}
