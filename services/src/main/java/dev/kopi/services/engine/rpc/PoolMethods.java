package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.pool.condition.TransactionCondition;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.pool.PoolAccess;
import dev.kopi.services.engine.pool.SubmitResult;
import dev.kopi.services.engine.rpc.chain.ChecksumAddress;
import dev.kopi.services.engine.rpc.limit.LimitedMethods;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** eth_sendRawTransaction and the namespace txpool. */
final class PoolMethods {
  private final PoolAccess pool;

  PoolMethods(PoolAccess pool) {
    this.pool = pool;
  }

  void addTo(RpcMethods methods) {
    methods.add("eth_sendRawTransaction", p -> JsonValues.data(submit(p.bytes(0), null)));
    methods.add("txpool_status", p -> status());
  }

  /** Adds the methods that copy the pool. */
  void addReading(LimitedMethods methods) {
    methods.add("txpool_content", (p, deadline) -> content());
    methods.add("txpool_contentFrom", (p, deadline) -> contentFrom(p));
    methods.add("txpool_inspect", (p, deadline) -> inspect());
  }

  /**
   * Adds a transaction to the pool.
   *
   * @param condition what a block must meet to include it, or null
   * @throws RpcException when the pool refuses it
   */
  Hash submit(Bytes transaction, @Nullable TransactionCondition condition) {
    return switch (pool.submit(transaction, condition)) {
      case SubmitResult.Accepted(Hash hash) -> hash;
      case SubmitResult.Refused refused -> throw PoolErrors.of(refused);
    };
  }

  private JsonNode status() {
    PoolAccess.Status status = pool.status();
    ObjectNode json = Json.object();
    json.set("pending", JsonValues.quantity(status.executable().transactions()));
    json.set("queued", JsonValues.quantity(status.gapped().transactions()));
    return json;
  }

  private JsonNode content() {
    PoolAccess.Content content = pool.content();
    ObjectNode json = Json.object();
    PoolListing listing = new PoolListing();
    json.set("pending", listing.bySender(content.pending()));
    json.set("queued", listing.bySender(content.queued()));
    return json;
  }

  private JsonNode inspect() {
    PoolAccess.Content content = pool.content();
    ObjectNode json = Json.object();
    json.set("pending", summaries(content.pending()));
    json.set("queued", summaries(content.queued()));
    return json;
  }

  private static ObjectNode summaries(Map<Address, NavigableMap<Long, TransactionEnvelope>> part) {
    ObjectNode json = Json.object();
    part.forEach((sender, list) -> {
      ObjectNode own = json.putObject(ChecksumAddress.of(sender));
      list.forEach((nonce, tx) -> own.put(Long.toUnsignedString(nonce), summary(tx.transaction())));
    });
    return json;
  }

  private static String summary(Transaction tx) {
    Address to = tx.to();
    return (to == null ? "contract creation" : ChecksumAddress.of(to))
        + ": "
        + tx.value().toBigInteger()
        + " wei + "
        + Long.toUnsignedString(tx.gasLimit())
        + " gas × "
        + tx.maxFeePerGas().toBigInteger()
        + " wei";
  }

  private JsonNode contentFrom(Params params) {
    Address sender = params.address(0);
    PoolAccess.Content content = pool.content(sender);
    ObjectNode json = Json.object();
    PoolListing listing = new PoolListing();
    json.set(
        "pending",
        listing.byNonce(sender, content.pending().getOrDefault(sender, new TreeMap<>())));
    json.set(
        "queued", listing.byNonce(sender, content.queued().getOrDefault(sender, new TreeMap<>())));
    return json;
  }
}
