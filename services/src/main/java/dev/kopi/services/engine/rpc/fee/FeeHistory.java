package dev.kopi.services.engine.rpc.fee;

import dev.kopi.adapters.json.Json;
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
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.rpc.chain.BlockArgument;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.limit.Deadline;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
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
    long count = params.get(0, FeeHistory::count);
    BlockArgument.Position last = params.get(1, (node, name) -> BlockArgument.position(node));
    List<Double> percentiles = params.optional(2, FeeHistory::percentiles);
    if (count == 0) {
      return none();
    }
    checkRising(percentiles == null ? List.of() : percentiles);
    return history(count, newest(last), percentiles == null ? List.of() : percentiles, deadline);
  }

  /** The answer when no blocks are asked for. */
  private static JsonNode none() {
    return Json.object().put("oldestBlock", "0x0").putNull("gasUsedRatio");
  }

  private Header newest(BlockArgument.Position last) {
    Header head = chain.head();
    return switch (last) {
      case BlockArgument.Numbered(long number) -> {
        if (number > head.number()) {
          throw RpcException.server(
              "request beyond head block: requested " + number + ", head " + head.number());
        }
        yield headerAt(number);
      }
      case BlockArgument.Tagged(BlockArgument.Tag tag) -> {
        Hash hash = chain.tagged(tag);
        Header header = hash == null ? null : chain.store().header(hash);
        if (header == null) {
          throw RpcException.server(tag.text() + " block not found");
        }
        yield header;
      }
    };
  }

  private JsonNode history(long count, Header newest, List<Double> percentiles, Deadline deadline) {
    int blocks =
        (int)
            Math.min(
                Long.compareUnsigned(count, MAX_HISTORY) > 0 ? MAX_HISTORY : count,
                newest.number() + 1);
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
      ratios.add(
          number(header.gasLimit() == 0 ? 0 : (double) header.gasUsed() / header.gasLimit()));
      Rules rules = chain.rules(header);
      boolean hasBlobs = rules.blobs() != null;
      blobFees.add(hasBlobs ? prices.blobBaseFee(header).toHex() : "0x0");
      blobRatios.add(number(hasBlobs ? blobRatio(header, rules) : 0));
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

  /** A ratio without a zero fraction, as Go writes it. */
  private static BigDecimal number(double ratio) {
    BigDecimal shortest = new BigDecimal(Double.toString(ratio)).stripTrailingZeros();
    return shortest.scale() < 0 ? shortest.setScale(0) : shortest;
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
      throw new RpcException(RpcException.PRUNED, "pruned history unavailable");
    }
    return block;
  }

  /**
   * A number of blocks: a JSON number, or hex or decimal digits in a string.
   *
   * @return 64 bits, unsigned
   */
  private static long count(JsonNode node, String name) {
    String text = node.isString() ? node.stringValue() : node.toString();
    try {
      if (text.isEmpty()) {
        return 0;
      }
      if (text.indexOf('+') >= 0) {
        throw new NumberFormatException();
      }
      return text.startsWith("0x") || text.startsWith("0X")
          ? Long.parseUnsignedLong(text, 2, text.length(), 16)
          : Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new DecodeException("invalid hex or decimal integer \"" + text + "\"");
    }
  }

  private static List<Double> percentiles(JsonNode node, String name) {
    if (!node.isArray()) {
      throw new DecodeException("the percentiles are a list of numbers");
    }
    List<Double> out = new ArrayList<>();
    for (JsonNode one : node) {
      if (!one.isNumber()) {
        String kind = one.isString() ? "string" : one.isObject() ? "object" : "value";
        throw new DecodeException(
            "json: cannot unmarshal " + kind + " into Go value of type float64");
      }
      out.add(one.doubleValue());
    }
    return out;
  }

  private static void checkRising(List<Double> percentiles) {
    if (percentiles.size() > MAX_PERCENTILES) {
      throw RpcException.server(
          "invalid reward percentile: over the query limit " + MAX_PERCENTILES);
    }
    for (int i = 0; i < percentiles.size(); i++) {
      double value = percentiles.get(i);
      if (value < 0 || value > 100) {
        throw RpcException.server(
            String.format(Locale.ROOT, "invalid reward percentile: %f", value));
      }
      if (i > 0 && value <= percentiles.get(i - 1)) {
        throw RpcException.server(
            String.format(
                Locale.ROOT,
                "invalid reward percentile: #%d:%f >= #%d:%f",
                i - 1,
                percentiles.get(i - 1),
                i,
                value));
      }
    }
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
