package dev.kopi.services.engine.rpc.fee;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.execution.fee.BlobGas;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.limit.Deadline;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** eth_feeHistory: base fees, gas used and tips of a range of blocks. */
final class FeeHistory {
  private static final int MAX_HISTORY = 1024;
  private static final int MAX_PERCENTILES = 100;

  private final ChainView chain;
  private final GasPrices prices;

  FeeHistory(ChainView chain, GasPrices prices) {
    this.chain = chain;
    this.prices = prices;
  }

  JsonNode history(Params params, Deadline deadline) {
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
      deadline.check();
      Header header = headerAt(number);
      baseFees.add(GasPrices.baseFee(header).toHex());
      ratios.add(header.gasLimit() == 0 ? 0 : (double) header.gasUsed() / header.gasLimit());
      Rules rules = chain.rules(header);
      boolean hasBlobs = rules.blobs() != null;
      blobFees.add(hasBlobs ? prices.blobBaseFee(header).toHex() : "0x0");
      blobRatios.add(hasBlobs ? blobRatio(header, rules) : 0);
      if (!percentiles.isEmpty()) {
        rewards.add(rewards(blockOf(header), percentiles));
      }
    }
    baseFees.add(prices.nextBaseFee(newest).toHex());
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
    // On the OP Stack blobGasUsed has other meanings.
    if (used == null || blobs == null || rules.isOptimism()) {
      return 0;
    }
    return (double) used / ((long) blobs.max() * BlobParams.GAS_PER_BLOB);
  }

  private Header headerAt(long number) {
    Hash hash = chain.store().canonicalHash(number);
    Header header = hash == null ? null : chain.store().header(hash);
    if (header == null) {
      throw RpcException.server("block " + number + " not found");
    }
    return header;
  }

  private Block blockOf(Header header) {
    Block block = chain.store().block(header.hash());
    if (block == null) {
      throw RpcException.server("block " + header.number() + " is pruned");
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
    UInt256 baseFee = GasPrices.baseFee(block.header());
    List<Paid> paid = new ArrayList<>();
    long before = 0;
    for (int i = 0; i < receipts.size(); i++) {
      Transaction tx = block.transactions().get(i).transaction();
      long gas = receipts.get(i).cumulativeGasUsed() - before;
      before = receipts.get(i).cumulativeGasUsed();
      paid.add(new Paid(GasPrices.paidTip(tx, baseFee), gas));
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
