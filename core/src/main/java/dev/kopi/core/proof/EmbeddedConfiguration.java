package dev.kopi.core.proof;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.attributes.UpgradeTransactions.Upgrade;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.RlpWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The chains that a prestate is made for, as they lie in the program's memory: an RLP list with the
 * list of chains, each a list of its id and the JSON of its rollup, its L1 and its L2, and with the
 * upgrade transactions that the program does not bring along, as in {@link UpgradeList}.
 *
 * <p>The rollup does not name the hash of the L1 block that it starts from: that block's state
 * commits to the game's contract and so to the prestate. The program takes the block from L1.
 *
 * @param chains the chains
 * @param upgrades an {@link UpgradeList}
 */
public record EmbeddedConfiguration(List<Chain> chains, Bytes upgrades) {
  /** No chain and no upgrades. */
  public static final EmbeddedConfiguration NONE =
      new EmbeddedConfiguration(List.of(), new RlpWriter().startList().endList().toBytes());

  /**
   * A chain.
   *
   * @param id the id of L2
   * @param rollup the JSON of the rollup, as op-node reads it, but for {@code genesis.l1.hash}
   * @param l1 the JSON of the rules of L1, as go-ethereum reads it
   * @param l2 the JSON of the rules of L2, as op-geth reads it
   */
  public record Chain(long id, Bytes rollup, Bytes l1, Bytes l2) {}

  /** Copies the list. */
  public EmbeddedConfiguration {
    chains = List.copyOf(chains);
  }

  /**
   * The configurations of a chain, or null when it is not here.
   *
   * @throws DecodeException when they are malformed
   */
  public @Nullable ChainConfigs configs(long chainId) {
    for (Chain chain : chains) {
      if (chain.id() == chainId) {
        ChainConfigs configs = ChainConfigs.read(chain.rollup(), chain.l1(), chain.l2());
        if (configs.rollup().l2ChainId().lowLong() != chainId) {
          throw new DecodeException(
              "the configuration of chain "
                  + Long.toUnsignedString(chainId)
                  + " is that of chain "
                  + configs.rollup().l2ChainId());
        }
        return configs;
      }
    }
    return null;
  }

  /** The upgrade of a fork, or null when it is not here. */
  public @Nullable Upgrade upgrade(OpFork fork) {
    Map<OpFork, Upgrade> all = UpgradeList.decode(upgrades);
    return all.get(fork);
  }

  /** The bytes that go into the program's memory. */
  public Bytes encode() {
    RlpWriter out = new RlpWriter().startList().startList();
    for (Chain chain : chains) {
      out.startList()
          .number(chain.id())
          .bytes(chain.rollup())
          .bytes(chain.l1())
          .bytes(chain.l2())
          .endList();
    }
    return out.endList().bytes(upgrades).endList().toBytes();
  }

  /**
   * Reads what {@link #encode} wrote; nothing stands for no chain.
   *
   * @throws DecodeException when it is malformed
   */
  public static EmbeddedConfiguration decode(Bytes encoded) {
    if (encoded.isEmpty()) {
      return NONE;
    }
    RlpReader in = new RlpReader(encoded).list();
    RlpReader list = in.list();
    List<Chain> chains = new ArrayList<>();
    while (list.hasMore()) {
      RlpReader chain = list.list();
      chains.add(new Chain(chain.number(), chain.bytes(), chain.bytes(), chain.bytes()));
    }
    return new EmbeddedConfiguration(chains, in.bytes());
  }
}
