package dev.kopi.adapters.contracts;

import dev.kopi.adapters.ethclient.CallMessage;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;

/**
 * The factory of dispute games: an output root is proposed by creating a game.
 *
 * <p>Methods that read throw as {@link EthClient} does.
 *
 * @see <a
 *     href="https://specs.optimism.io/fault-proof/stage-one/dispute-game-interface.html">Dispute
 *     game interface</a>
 */
public final class DisputeGameFactory {
  private final EthClient l1;
  private final Address address;

  /** The contract at an address. */
  public DisputeGameFactory(EthClient l1, Address address) {
    this.l1 = l1;
    this.address = address;
  }

  /** The address of the contract. */
  public Address address() {
    return address;
  }

  /**
   * A game in the factory's list.
   *
   * @param type the game's type
   * @param createdSeconds when it was created
   * @param proxy its address
   */
  public record Game(long type, long createdSeconds, Address proxy) {}

  /** The version of the contract. */
  public String version() {
    AbiReader in = read(AbiEncoder.call("version()"));
    return new String(in.bytes(0).toArray(), java.nio.charset.StandardCharsets.UTF_8);
  }

  /** The number of games. */
  public long gameCount() {
    return read(AbiEncoder.call("gameCount()")).number(0);
  }

  /** A game by its index. */
  public Game gameAt(long index) {
    AbiReader in = read(AbiEncoder.call("gameAtIndex(uint256)", AbiValue.of(index)));
    return new Game(in.number(0), in.number(1), in.address(2));
  }

  /** The bond of a game of a type, in wei. */
  public UInt256 initBond(long type) {
    return read(AbiEncoder.call("initBonds(uint32)", AbiValue.of(type))).word(0);
  }

  /**
   * The highest L2 block that a game of a type can be about, which is created now: disputes bisect
   * the 2^split depth blocks above the anchor.
   */
  public long highestDisputableBlock(long type) {
    Address game = implementation(type);
    Address registry = read(game, AbiEncoder.call("anchorStateRegistry()")).address(0);
    long anchor = read(registry, AbiEncoder.call("anchors(uint32)", AbiValue.of(type))).number(1);
    long splitDepth = read(game, AbiEncoder.call("splitDepth()")).number(0);
    return splitDepth >= 62 ? Long.MAX_VALUE : anchor + (1L << splitDepth);
  }

  /** The implementation of games of a type; zero when there is none. */
  public Address implementation(long type) {
    return read(AbiEncoder.call("gameImpls(uint32)", AbiValue.of(type))).address(0);
  }

  /** Whether there is a game of this type, root claim and block. */
  public boolean exists(long type, Hash root, Bytes extraData) {
    AbiReader in =
        read(
            AbiEncoder.call(
                "games(uint32,bytes32,bytes)",
                AbiValue.of(type),
                AbiValue.of(root),
                AbiValue.of(extraData)));
    return !in.address(0).isZero();
  }

  /** The call that creates a game with a root claim. */
  public static Bytes create(long type, Hash root, Bytes extraData) {
    return AbiEncoder.call(
        "create(uint32,bytes32,bytes)",
        AbiValue.of(type),
        AbiValue.of(root),
        AbiValue.of(extraData));
  }

  /** The extra data of a root claim: the L2 block number as a word. */
  public static Bytes extraData(long l2BlockNumber) {
    return UInt256.of(l2BlockNumber).toHash().toBytes();
  }

  private AbiReader read(Bytes call) {
    return read(address, call);
  }

  private AbiReader read(Address contract, Bytes call) {
    return AbiReader.of(l1.call(CallMessage.read(contract, call), EthClient.LATEST));
  }
}
