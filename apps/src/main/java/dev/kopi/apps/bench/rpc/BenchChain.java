package dev.kopi.apps.bench.rpc;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.ForkchoiceResult;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.EngineVersions;
import java.util.ArrayList;
import java.util.List;

/** One chain that all engines follow; any of them builds its next block. */
final class BenchChain {
  /** How many transfers a batch holds. */
  static final int BATCH = 100;

  /** A payload is asked for this long after its building began, as by a sequencer. */
  private static final long BUILD_MILLIS = 500;

  private final BenchRollup rollup;
  private final List<BenchEngine> engines;
  private Hash head;
  private long number;

  BenchChain(BenchRollup rollup, List<BenchEngine> engines) {
    this.rollup = rollup;
    this.engines = engines;
    this.head = rollup.genesisHeader().hash();
  }

  long number() {
    return number;
  }

  Hash head() {
    return head;
  }

  /** Sends transactions to an engine, in batches. */
  static void send(BenchEngine engine, List<Bytes> transactions) {
    HttpRpcClient rpc = engine.rpc();
    for (int from = 0; from < transactions.size(); from += BATCH) {
      List<RpcClient.Call> calls = new ArrayList<>();
      for (Bytes one : transactions.subList(from, Math.min(from + BATCH, transactions.size()))) {
        calls.add(new RpcClient.Call("eth_sendRawTransaction", List.of(JsonValues.data(one))));
      }
      rpc.batch(calls).forEach(RpcClient.Reply::get);
    }
  }

  /**
   * Has an engine build the next block, and all follow it.
   *
   * @param transactions of the block; empty for those of the builder's pool
   * @return the number of its transactions, without the L1 attributes
   */
  int next(BenchEngine builder, List<Bytes> transactions) throws InterruptedException {
    PayloadAttributes attributes = rollup.attributes(number + 1, transactions);
    long time = attributes.timestampSeconds();
    ForkchoiceResult begun = builder.api().forkchoiceUpdated(3, forkchoice(), attributes);
    PayloadId id = begun.payloadId();
    if (id == null) {
      throw new IllegalStateException(builder.name() + " does not build: " + begun.status());
    }
    if (transactions.isEmpty()) {
      Thread.sleep(BUILD_MILLIS);
    }
    PayloadEnvelope built =
        builder.api().getPayload(EngineVersions.getPayload(rollup.config(), time), id);
    ExecutionPayload payload = built.payload();
    number++;
    head = payload.blockHash();
    for (BenchEngine engine : engines) {
      PayloadStatus status =
          engine
              .api()
              .newPayload(
                  EngineVersions.newPayload(rollup.config(), time),
                  payload,
                  List.of(),
                  attributes.parentBeaconBlockRoot(),
                  List.of());
      if (status.status() != PayloadStatus.Status.VALID) {
        throw new IllegalStateException(engine.name() + ": block " + number + ": " + status);
      }
      engine.api().forkchoiceUpdated(3, forkchoice(), null);
    }
    return payload.transactions().size() - 1;
  }

  private ForkchoiceState forkchoice() {
    return new ForkchoiceState(head, Hash.ZERO, Hash.ZERO);
  }
}
