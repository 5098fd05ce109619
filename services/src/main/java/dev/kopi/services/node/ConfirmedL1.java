package dev.kopi.services.node;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.derivation.source.L1Source;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.OriginSelection;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** L1 up to a confirmation depth: hides the newest blocks, which may still be reorged. */
public final class ConfirmedL1 implements L1Source {
  private final L1Source l1;
  private final Supplier<@Nullable L1BlockRef> head;
  private final long confirmations;

  /**
   * A view of L1.
   *
   * @param head the newest block, or null while it is not known
   * @param confirmations how many blocks must lie on top of a visible block
   */
  public ConfirmedL1(L1Source l1, Supplier<@Nullable L1BlockRef> head, long confirmations) {
    this.l1 = l1;
    this.head = head;
    this.confirmations = confirmations;
  }

  @Override
  public @Nullable L1BlockRef blockByNumber(long number) {
    L1BlockRef newest = head.get();
    Long headNumber = newest == null ? null : newest.number();
    return OriginSelection.isDeepEnough(number, headNumber, confirmations)
        ? l1.blockByNumber(number)
        : null;
  }

  @Override
  public Header header(Hash blockHash) {
    return l1.header(blockHash);
  }

  @Override
  public List<TransactionEnvelope> transactions(Hash blockHash) {
    return l1.transactions(blockHash);
  }

  @Override
  public List<Receipt> receipts(Hash blockHash) {
    return l1.receipts(blockHash);
  }
}
