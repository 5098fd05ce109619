package dev.kopi.apps.cli.evm.blocktest;

import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StateDiff;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One official blockchain test.
 *
 * @param name its name
 * @param network the name of its rules
 * @param spec its rules; null when the network is not known
 * @param genesis the RLP of the first block
 * @param alloc the accounts of the first block
 * @param blocks what is to be imported, in order
 * @param lastHash the head afterwards
 */
public record BlockTest(
    String name,
    String network,
    @Nullable ChainSpec spec,
    Bytes genesis,
    StateDiff alloc,
    List<Import> blocks,
    Hash lastHash) {
  /** Copies the list. */
  public BlockTest {
    blocks = List.copyOf(blocks);
  }

  /**
   * A block to be imported.
   *
   * @param rlp its bytes
   * @param exception why it must be refused; null when it must be valid
   */
  public record Import(Bytes rlp, @Nullable String exception) {}
}
