package dev.kopi.services.engine.rpc.fee;

import dev.kopi.adapters.json.eth.RpcTransactionWriter;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.execution.fee.BaseFee;
import dev.kopi.core.execution.fee.BlobGas;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.rpc.chain.ChainView;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Base fees and suggested tips, in wei per gas. */
public final class GasPrices {
  private static final UInt256 MIN_TIP_ROLLUP = UInt256.of(1_000_000);
  private static final UInt256 DEFAULT_TIP = UInt256.of(1_000_000);
  private static final UInt256 MAX_TIP = UInt256.of(500_000_000_000L);
  private static final int BLOCKS_SAMPLED = 20;
  private static final int TIPS_PER_BLOCK = 3;
  private static final int PERCENTILE = 60;

  private final ChainView chain;

  /** The last suggestion: it follows from the head, and costs the reading of some blocks. */
  private volatile @Nullable Suggestion last;

  private record Suggestion(Hash head, UInt256 tip) {}

  /** Prices on a chain. */
  public GasPrices(ChainView chain) {
    this.chain = chain;
  }

  /** The base fee of a block; zero before London. */
  public static UInt256 baseFee(Header header) {
    return header.baseFeePerGas() == null ? UInt256.ZERO : header.baseFeePerGas();
  }

  /** The base fee of the next block; zero before London. */
  UInt256 nextBaseFee(Header header) {
    return header.baseFeePerGas() == null
        ? UInt256.ZERO
        : BaseFee.next(chain.spec(), header, header.timestampSeconds() + 1);
  }

  /** The blob base fee of a block. */
  public UInt256 blobBaseFee(Header header) {
    return BlobGas.baseFee(chain.rules(header), header);
  }

  /** The suggested tip. */
  public UInt256 tip() {
    Header head = chain.head();
    Suggestion known = last;
    if (known != null && known.head().equals(head.hash())) {
      return known.tip();
    }
    UInt256 suggested = chain.spec().op() != null ? rollupTip(head) : recentTip(head);
    UInt256 tip = suggested.compareTo(MAX_TIP) > 0 ? MAX_TIP : suggested;
    last = new Suggestion(head.hash(), tip);
    return tip;
  }

  /**
   * A million wei. When the head had no room for another of its largest transactions, the median
   * tip of its transactions plus a tenth, as in op-geth.
   */
  private UInt256 rollupTip(Header head) {
    Block block = chain.store().block(head.hash());
    List<Receipt> receipts = chain.store().receipts(head.hash());
    if (block == null || receipts == null || receipts.isEmpty()) {
      return MIN_TIP_ROLLUP;
    }
    long largest = 0;
    long before = 0;
    for (Receipt receipt : receipts) {
      largest = Math.max(largest, receipt.cumulativeGasUsed() - before);
      before = receipt.cumulativeGasUsed();
    }
    if (head.gasUsed() + largest <= head.gasLimit()) {
      return MIN_TIP_ROLLUP;
    }
    UInt256 baseFee = baseFee(head);
    List<UInt256> tips =
        block.transactions().stream()
            .map(one -> paidTip(one.transaction(), baseFee))
            .sorted()
            .toList();
    UInt256 median = tips.get(tips.size() / 2);
    UInt256 raised = median.add(median.divide(UInt256.of(10)));
    return raised.compareTo(MIN_TIP_ROLLUP) > 0 ? raised : MIN_TIP_ROLLUP;
  }

  /** The tip that a transaction pays, in wei per gas. */
  static UInt256 paidTip(Transaction tx, UInt256 baseFee) {
    UInt256 price = RpcTransactionWriter.gasPrice(tx, baseFee);
    boolean free = tx instanceof Transaction.Deposit || price.compareTo(baseFee) < 0;
    return free ? UInt256.ZERO : price.subtract(baseFee);
  }

  /** The 60th percentile of the lowest tips of recent blocks, as in go-ethereum. */
  private UInt256 recentTip(Header head) {
    List<UInt256> tips = new ArrayList<>();
    Header header = head;
    for (int i = 0; i < BLOCKS_SAMPLED && header != null; i++) {
      Block block = chain.store().block(header.hash());
      if (block == null) {
        break;
      }
      UInt256 baseFee = baseFee(header);
      block.transactions().stream()
          .map(one -> paidTip(one.transaction(), baseFee))
          .filter(tip -> tip.compareTo(UInt256.ONE) > 0)
          .sorted()
          .limit(TIPS_PER_BLOCK)
          .forEach(tips::add);
      header = header.number() == 0 ? null : chain.store().header(header.parentHash());
    }
    UInt256 suggested = DEFAULT_TIP;
    if (!tips.isEmpty()) {
      Collections.sort(tips);
      suggested = tips.get((tips.size() - 1) * PERCENTILE / 100);
    }
    return suggested.compareTo(UInt256.ONE) < 0 ? UInt256.ONE : suggested;
  }
}
