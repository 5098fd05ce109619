package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.json.eth.RpcTransactionWriter;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.execution.fee.BaseFee;
import dev.kopi.core.execution.fee.BlobGas;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What gas costs, and what to offer for it. */
final class FeeMethods {
  private static final UInt256 MIN_TIP_ROLLUP = UInt256.of(1_000_000);
  private static final UInt256 DEFAULT_TIP = UInt256.of(1_000_000);
  private static final UInt256 MAX_TIP = UInt256.of(500_000_000_000L);
  private static final int BLOCKS_SAMPLED = 20;
  private static final int TIPS_PER_BLOCK = 3;
  private static final int PERCENTILE = 60;
  private static final int MAX_HISTORY = 1024;
  private static final int MAX_PERCENTILES = 100;

  private final ChainView chain;

  FeeMethods(ChainView chain) {
    this.chain = chain;
  }

  void addTo(RpcMethods methods) {
    methods.add("eth_maxPriorityFeePerGas", p -> JsonValues.quantity(tip()));
    methods.add("eth_gasPrice", p -> JsonValues.quantity(tip().add(baseFee(chain.head()))));
    methods.add("eth_baseFee", p -> JsonValues.quantity(nextBaseFee(chain.head())));
    methods.add("eth_blobBaseFee", p -> JsonValues.quantity(blobBaseFee(chain.head())));
    methods.add("eth_feeHistory", this::history);
  }

  private static UInt256 baseFee(Header header) {
    return header.baseFeePerGas() == null ? UInt256.ZERO : header.baseFeePerGas();
  }

  private UInt256 nextBaseFee(Header header) {
    return header.baseFeePerGas() == null
        ? UInt256.ZERO
        : BaseFee.next(chain.spec(), header, header.timestampSeconds() + 1);
  }

  private UInt256 blobBaseFee(Header header) {
    return BlobGas.baseFee(chain.rules(header), header);
  }

  private UInt256 tip() {
    UInt256 suggested = chain.spec().op() != null ? rollupTip() : recentTip();
    return suggested.compareTo(MAX_TIP) > 0 ? MAX_TIP : suggested;
  }

  /**
   * A million wei; when the newest block had no room for another of its largest transactions, a
   * tenth more than half of its transactions paid, as op-geth has it.
   */
  private UInt256 rollupTip() {
    Header head = chain.head();
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

  private static UInt256 paidTip(Transaction tx, UInt256 baseFee) {
    UInt256 price = RpcTransactionWriter.gasPrice(tx, baseFee);
    boolean free = tx instanceof Transaction.Deposit || price.compareTo(baseFee) < 0;
    return free ? UInt256.ZERO : price.subtract(baseFee);
  }

  /** The tip that 60 % of the cheapest recent transactions stayed below. */
  private UInt256 recentTip() {
    List<UInt256> tips = new ArrayList<>();
    Header header = chain.head();
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

  private JsonNode history(Params params) {
    JsonNode countNode = params.get(0);
    long count = countNode.isNumber() ? params.get(0, JsonFields::asNumber) : params.quantity(0);
    if (count < 1) {
      throw RpcException.invalidParams("the block count is at least 1");
    }
    Header newest = chain.header(params, 1);
    List<Double> percentiles = percentiles(params.optional(2));
    int blocks = (int) Math.min(Math.min(count, MAX_HISTORY), newest.number() + 1);
    long oldest = newest.number() - blocks + 1;
    ArrayNode baseFees = Json.array();
    ArrayNode ratios = Json.array();
    ArrayNode blobFees = Json.array();
    ArrayNode blobRatios = Json.array();
    ArrayNode rewards = Json.array();
    for (long number = oldest; number <= newest.number(); number++) {
      Block block = blockAt(number);
      Header header = block.header();
      baseFees.add(baseFee(header).toHex());
      ratios.add(header.gasLimit() == 0 ? 0 : (double) header.gasUsed() / header.gasLimit());
      Rules rules = chain.rules(header);
      boolean hasBlobs = rules.blobs() != null;
      blobFees.add(hasBlobs ? blobBaseFee(header).toHex() : "0x0");
      blobRatios.add(hasBlobs ? blobRatio(header, rules) : 0);
      if (!percentiles.isEmpty()) {
        rewards.add(rewards(block, percentiles));
      }
    }
    baseFees.add(nextBaseFee(newest).toHex());
    blobFees.add(
        chain.rules(newest).blobs() == null
            ? "0x0"
            : BlobGas.nextBaseFee(chain.spec(), newest, newest.timestampSeconds() + 1).toHex());
    ObjectNode json = Json.object();
    json.set("oldestBlock", JsonValues.quantity(oldest));
    if (!percentiles.isEmpty()) {
      json.set("reward", rewards);
    }
    json.set("baseFeePerGas", baseFees);
    json.set("gasUsedRatio", ratios);
    json.set("baseFeePerBlobGas", blobFees);
    json.set("blobGasUsedRatio", blobRatios);
    return json;
  }

  private static double blobRatio(Header header, Rules rules) {
    Long used = header.blobGasUsed();
    var blobs = rules.blobs();
    // On the OP Stack the field counts other things, or nothing.
    if (used == null || blobs == null || rules.isOptimism()) {
      return 0;
    }
    return (double) used / ((long) blobs.max() * BlobParams.GAS_PER_BLOB);
  }

  private Block blockAt(long number) {
    var hash = chain.store().canonicalHash(number);
    Block block = hash == null ? null : chain.store().block(hash);
    if (block == null) {
      throw RpcException.server("block " + number + " not found");
    }
    return block;
  }

  private static List<Double> percentiles(@Nullable JsonNode node) {
    List<Double> out = new ArrayList<>();
    if (node != null) {
      if (!node.isArray() || node.size() > MAX_PERCENTILES) {
        throw RpcException.invalidParams("at most " + MAX_PERCENTILES + " percentiles");
      }
      double before = 0;
      for (JsonNode one : node) {
        double value = one.asDouble(-1);
        if (value < before || value > 100) {
          throw RpcException.invalidParams("percentiles rise from 0 to 100");
        }
        out.add(value);
        before = value;
      }
    }
    return out;
  }

  private record Paid(UInt256 tip, long gas) {}

  private ArrayNode rewards(Block block, List<Double> percentiles) {
    ArrayNode out = Json.array();
    List<Receipt> receipts = chain.receipts(block);
    UInt256 baseFee = baseFee(block.header());
    List<Paid> paid = new ArrayList<>();
    long before = 0;
    for (int i = 0; i < receipts.size(); i++) {
      Transaction tx = block.transactions().get(i).transaction();
      long gas = receipts.get(i).cumulativeGasUsed() - before;
      before = receipts.get(i).cumulativeGasUsed();
      paid.add(new Paid(paidTip(tx, baseFee), gas));
    }
    paid.sort(Comparator.comparing(Paid::tip));
    int at = 0;
    long sum = paid.isEmpty() ? 0 : paid.getFirst().gas();
    for (double percentile : percentiles) {
      if (paid.isEmpty()) {
        out.add("0x0");
        continue;
      }
      long threshold = (long) (block.header().gasUsed() * percentile / 100);
      while (sum < threshold && at < paid.size() - 1) {
        at++;
        sum += paid.get(at).gas();
      }
      out.add(paid.get(at).tip().toHex());
    }
    return out;
  }
}
