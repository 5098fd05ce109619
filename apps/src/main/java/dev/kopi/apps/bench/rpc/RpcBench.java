package dev.kopi.apps.bench.rpc;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.core.primitives.Bytes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import tools.jackson.databind.JsonNode;

/**
 * Measures the processor time that engines spend on RPC calls and on transfers. All follow one
 * chain, whose blocks are full of transfers and of calls that log.
 */
public final class RpcBench {
  private static final String GAS_ORACLE = "0x420000000000000000000000000000000000000f";

  /** How many blocks may be needed to sequence what was sent for one. */
  private static final int MAX_TRIES = 20;

  private final BenchRollup rollup;
  private final List<BenchEngine> engines;
  private final BenchChain chain;
  private final Plan plan;

  /**
   * How much is measured.
   *
   * @param blocks the blocks to read from
   * @param wraps calls with a log in each block
   * @param plain transfers in each block
   * @param transfers how many transfers to send and sequence
   * @param warmUp of each row
   * @param time of each row
   */
  public record Plan(
      int blocks, int wraps, int plain, int transfers, Duration warmUp, Duration time) {}

  /**
   * A row of the table.
   *
   * @param name what was called
   * @param unit what the processor time is for
   * @param engine who was measured
   * @param cpuMicros processor time for one unit
   * @param medianMicros the median time of a call; NaN when there were none
   * @param p99Micros the time that 99 of 100 calls stay below; NaN when there were none
   */
  public record Row(
      String name,
      String unit,
      String engine,
      double cpuMicros,
      double medianMicros,
      double p99Micros) {}

  private record Read(String name, String unit, double items, LongFunction<String> request) {}

  public RpcBench(BenchRollup rollup, List<BenchEngine> engines, Plan plan) {
    this.rollup = rollup;
    this.engines = List.copyOf(engines);
    this.chain = new BenchChain(rollup, this.engines);
    this.plan = plan;
  }

  /**
   * Builds the chain and measures all rows.
   *
   * @param rows the names of the rows to measure; empty for all
   */
  public void run(List<String> rows, Consumer<Row> report) throws InterruptedException {
    fill();
    for (Read read : reads()) {
      if (rows.isEmpty() || rows.stream().anyMatch(read.name()::startsWith)) {
        for (BenchEngine engine : engines) {
          RpcLoad.Figures found =
              new RpcLoad(engine)
                  .measure(read.request(), plan.warmUp(), plan.time())
                  .per(read.items());
          report.accept(
              new Row(
                  read.name(),
                  read.unit(),
                  engine.name(),
                  found.cpuMicros(),
                  found.medianMicros(),
                  found.p99Micros()));
        }
      }
    }
    if (plan.transfers() > 0 && (rows.isEmpty() || rows.contains("transfers"))) {
      for (BenchEngine engine : engines) {
        transfers(engine, report);
      }
    }
  }

  private void fill() throws InterruptedException {
    for (int block = 0; block < plan.blocks(); block++) {
      List<Bytes> transactions = new ArrayList<>();
      for (int i = 0; i < plan.plain() + plan.wraps(); i++) {
        int sender = i % BenchRollup.SENDERS;
        transactions.add(i < plan.wraps() ? rollup.wrap(sender) : rollup.transfer(sender));
      }
      int found = chain.next(engines.getFirst(), transactions);
      if (found != transactions.size()) {
        throw new IllegalStateException(
            "block "
                + chain.number()
                + " has "
                + found
                + " of "
                + transactions.size()
                + " transactions");
      }
    }
  }

  private List<Read> reads() {
    double inBlock = 1.0 + plan.plain() + plan.wraps();
    long newest = chain.number();
    long blocks = plan.blocks();
    LongFunction<String> block = n -> JsonValues.hex(newest - n % blocks);
    List<String> middle = new ArrayList<>();
    for (long number = newest; number > newest - blocks; number--) {
      JsonNode hashes =
          JsonFields.required(
              engines
                  .getFirst()
                  .rpc()
                  .call(
                      "eth_getBlockByNumber", JsonValues.quantity(number), JsonValues.bool(false)),
              "transactions");
      middle.add(hashes.get(hashes.size() / 2).stringValue());
    }
    LongFunction<String> transaction = n -> middle.get((int) (n % middle.size()));
    String sender = rollup.sender(0).toHex();
    String other = rollup.sender(1).toHex();
    String fee = "0x49948e0e" + word(32) + word(4) + "01020304" + "0".repeat(56);
    return List.of(
        new Read("eth_blockNumber", "call", 1, n -> "\"eth_blockNumber\",\"params\":[]"),
        new Read(
            "eth_getBalance",
            "call",
            1,
            n ->
                "\"eth_getBalance\",\"params\":[\""
                    + rollup.sender((int) (n % BenchRollup.SENDERS)).toHex()
                    + "\",\"latest\"]"),
        new Read(
            "eth_call getL1Fee",
            "call",
            1,
            n ->
                "\"eth_call\",\"params\":[{\"to\":\""
                    + GAS_ORACLE
                    + "\",\"data\":\""
                    + fee
                    + "\"},\"latest\"]"),
        new Read(
            "eth_estimateGas",
            "call",
            1,
            n ->
                "\"eth_estimateGas\",\"params\":[{\"from\":\""
                    + sender
                    + "\",\"to\":\""
                    + other
                    + "\",\"value\":\"0x1\"}]"),
        new Read(
            "eth_getLogs 31 blocks",
            "call",
            1,
            n ->
                "\"eth_getLogs\",\"params\":[{\"fromBlock\":\""
                    + JsonValues.hex(newest - 30)
                    + "\",\"toBlock\":\""
                    + JsonValues.hex(newest)
                    + "\",\"topics\":[null,\"0x"
                    + "0".repeat(24)
                    + rollup
                        .sender((int) (n % plan.wraps() % BenchRollup.SENDERS))
                        .toHex()
                        .substring(2)
                    + "\"]}]"),
        new Read(
            "eth_getTransactionByHash",
            "call",
            1,
            n -> "\"eth_getTransactionByHash\",\"params\":[\"" + transaction.apply(n) + "\"]"),
        new Read(
            "eth_getTransactionReceipt",
            "call",
            1,
            n -> "\"eth_getTransactionReceipt\",\"params\":[\"" + transaction.apply(n) + "\"]"),
        new Read(
            "eth_getBlockByNumber full",
            "transaction",
            inBlock,
            n -> "\"eth_getBlockByNumber\",\"params\":[\"" + block.apply(n) + "\",true]"),
        new Read(
            "eth_getBlockReceipts",
            "transaction",
            inBlock,
            n -> "\"eth_getBlockReceipts\",\"params\":[\"" + block.apply(n) + "\"]"),
        new Read(
            "callTracer of a block",
            "transaction",
            inBlock,
            n ->
                "\"debug_traceBlockByNumber\",\"params\":[\""
                    + block.apply(n)
                    + "\",{\"tracer\":\"callTracer\"}]"),
        new Read(
            "callTracer of one in the middle",
            "call",
            1,
            n ->
                "\"debug_traceTransaction\",\"params\":[\""
                    + transaction.apply(n)
                    + "\",{\"tracer\":\"callTracer\"}]"));
  }

  private static String word(long value) {
    String digits = Long.toHexString(value);
    return "0".repeat(64 - digits.length()) + digits;
  }

  /** Sends transfers to an engine and has it build the blocks; the others import them. */
  private void transfers(BenchEngine builder, Consumer<Row> report) throws InterruptedException {
    int inBlock = 1000;
    Map<BenchEngine, Duration> used = new LinkedHashMap<>();
    int sent = 0;
    while (sent < plan.transfers()) {
      List<Bytes> transactions = new ArrayList<>();
      for (int i = 0; i < inBlock; i++) {
        transactions.add(rollup.transfer(i % BenchRollup.SENDERS));
      }
      Map<BenchEngine, Duration> before = new LinkedHashMap<>();
      engines.forEach(engine -> before.put(engine, engine.cpu()));
      BenchChain.send(builder, transactions);
      int tries = 0;
      for (int found = 0; found < inBlock; found += chain.next(builder, List.of())) {
        if (tries++ == MAX_TRIES) {
          throw new IllegalStateException(
              builder.name()
                  + " built "
                  + MAX_TRIES
                  + " blocks with "
                  + found
                  + " of "
                  + inBlock
                  + " transfers");
        }
      }
      for (BenchEngine engine : engines) {
        used.merge(engine, engine.cpu().minus(before.get(engine)), Duration::plus);
      }
      sent += inBlock;
    }
    for (BenchEngine engine : engines) {
      String name = engine == builder ? "transfers sent and built" : "transfers imported";
      report.accept(
          new Row(
              name,
              "transfer",
              engine.name(),
              used.getOrDefault(engine, Duration.ZERO).toNanos() / 1000.0 / sent,
              Double.NaN,
              Double.NaN));
    }
  }
}
