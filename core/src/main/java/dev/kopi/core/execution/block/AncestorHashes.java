package dev.kopi.core.execution.block;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.evm.context.BlockHashes;
import dev.kopi.core.execution.validation.Ancestors;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StateUnavailableException;
import java.util.ArrayList;
import java.util.List;

/** The hashes of a block's ancestors, resolved lazily by walking from parent to parent. */
public final class AncestorHashes implements BlockHashes {
  private final long parentNumber;
  private final Ancestors ancestors;
  // The parent's hash first.
  private final List<Hash> known = new ArrayList<>();

  /** Of the block whose parent has this hash and number. */
  public AncestorHashes(Hash parentHash, long parentNumber, Ancestors ancestors) {
    this.parentNumber = parentNumber;
    this.ancestors = ancestors;
    known.add(parentHash);
  }

  /**
   * The hash of an ancestor.
   *
   * @throws StateUnavailableException when a header on the path is not known
   */
  @Override
  public Hash hash(long number) {
    long back = parentNumber - number;
    if (back < 0 || number < 0) {
      throw new IllegalArgumentException("block " + number + " is not an ancestor");
    }
    while (known.size() <= back) {
      Hash last = known.getLast();
      Header header = ancestors.header(last);
      if (header == null) {
        throw new StateUnavailableException("missing header " + last);
      }
      known.add(header.parentHash());
    }
    return known.get((int) back);
  }
}
