package dev.kopi.apps.devnet;

import dev.kopi.adapters.contracts.DisputeGameFactory;
import dev.kopi.adapters.contracts.FaultDisputeGame;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rollup.RollupClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.HttpRpcClient;
import dev.kopi.adapters.rpc.http.HttpEndpoint;
import dev.kopi.adapters.rpc.http.HttpResponse;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.SyncStatus;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the status of a devnet over RPC. Remembers where it found the last batch. */
public final class StatusReader {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final long BLOCKS_SEARCHED = 64;
  private static final int MAX_ANSWER_BYTES = 1 << 20;

  private final EthClient l1;
  private final @Nullable RollupClient sequencer;
  private final @Nullable RollupClient verifier;
  private final Address batchInbox;
  private final DisputeGameFactory factory;
  private final HttpEndpoint vitals;
  private long searched = -1;
  private DevnetStatus.@Nullable Batch lastBatch;

  /**
   * A reader; nothing is requested yet.
   *
   * @param sequencerUrl the sequencer's rollup node, or null
   * @param verifierUrl the verifier's rollup node, or null
   * @param vitalsUrl the RPC of an engine of the devnet
   */
  public StatusReader(
      String l1Url,
      @Nullable String sequencerUrl,
      @Nullable String verifierUrl,
      Address batchInbox,
      Address disputeGameFactory,
      String vitalsUrl) {
    this.l1 = new EthClient(new HttpRpcClient(URI.create(l1Url), TIMEOUT)::call);
    this.sequencer = sequencerUrl == null ? null : node(sequencerUrl);
    this.verifier = verifierUrl == null ? null : node(verifierUrl);
    this.batchInbox = batchInbox;
    this.vitals = new HttpEndpoint(URI.create(vitalsUrl), MAX_ANSWER_BYTES);
    this.factory = new DisputeGameFactory(l1, disputeGameFactory);
  }

  private static RollupClient node(String url) {
    return new RollupClient(new HttpRpcClient(URI.create(url), TIMEOUT)::call);
  }

  /**
   * The status now.
   *
   * @throws RpcTransportException when L1 does not answer
   */
  public DevnetStatus read() {
    long head = number(EthClient.LATEST);
    findBatch(head);
    return new DevnetStatus(
        head,
        number(EthClient.SAFE),
        number(EthClient.FINALIZED),
        status(sequencer),
        status(verifier),
        lastBatch,
        proposal(),
        vitals());
  }

  /** Null when no engine of a devnet answers there. */
  private @Nullable DevnetVitals vitals() {
    try {
      HttpResponse answer = vitals.get(VitalsRoute.PATH, Map.of(), TIMEOUT);
      return answer.status() == 200
          ? DevnetVitals.fromJson(Json.parse(answer.body().toArray()))
          : null;
    } catch (RpcTransportException | DecodeException e) {
      return null;
    }
  }

  private long number(String tag) {
    Header header = l1.header(tag);
    return header == null ? 0 : header.number();
  }

  private static @Nullable SyncStatus status(@Nullable RollupClient node) {
    try {
      return node == null ? null : node.syncStatus();
    } catch (RpcException | RpcTransportException e) {
      return null;
    }
  }

  private void findBatch(long head) {
    if (searched > head) {
      searched = -1; // L1 was reorganised.
      lastBatch = null;
    }
    long from = Math.max(searched + 1, head - BLOCKS_SEARCHED);
    for (long number = Math.max(0, from); number <= head; number++) {
      Block block = l1.block(EthClient.at(number));
      if (block == null) {
        return;
      }
      for (TransactionEnvelope envelope : block.transactions()) {
        if (batchInbox.equals(envelope.transaction().to())) {
          lastBatch = new DevnetStatus.Batch(envelope.hash(), number);
        }
      }
      searched = number;
    }
  }

  private DevnetStatus.@Nullable Proposal proposal() {
    try {
      long games = factory.gameCount();
      if (games == 0) {
        return null;
      }
      Address game = factory.gameAt(games - 1).proxy();
      return new DevnetStatus.Proposal(game, new FaultDisputeGame(l1, game).l2BlockNumber());
    } catch (RpcException e) {
      return null;
    }
  }
}
