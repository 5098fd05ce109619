package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.json.eth.RpcTransactionWriter;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.pool.PoolAccess;
import dev.kopi.services.engine.pool.SubmitResult;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.chain.ChecksumAddress;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** eth_sendRawTransaction and the namespace txpool. */
final class PoolMethods {
  private final ChainView chain;
  private final PoolAccess pool;

  PoolMethods(ChainView chain, PoolAccess pool) {
    this.chain = chain;
    this.pool = pool;
  }

  void addTo(RpcMethods methods) {
    methods.add("eth_sendRawTransaction", this::send);
    methods.add("txpool_status", p -> status());
    methods.add("txpool_content", p -> content());
    methods.add("txpool_contentFrom", this::contentFrom);
    methods.add("txpool_inspect", p -> inspect());
  }

  private JsonNode send(Params params) {
    return switch (pool.submit(params.bytes(0))) {
      case SubmitResult.Accepted(Hash hash) -> JsonValues.data(hash);
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
    json.set("pending", bySender(content.pending()));
    json.set("queued", bySender(content.queued()));
    return json;
  }

  private ObjectNode bySender(Map<Address, NavigableMap<Long, TransactionEnvelope>> part) {
    ObjectNode json = Json.object();
    part.forEach((sender, list) -> {
      ObjectNode transactions = byNonce(list);
      if (!transactions.isEmpty()) {
        json.set(ChecksumAddress.of(sender), transactions);
      }
    });
    return json;
  }

  private ObjectNode byNonce(NavigableMap<Long, TransactionEnvelope> list) {
    Rules rules = chain.rules(chain.head());
    ObjectNode json = Json.object();
    list.forEach((nonce, tx) -> {
      // Blob transactions are kept apart and not shown, as in go-ethereum.
      if (tx.transaction().type() != TransactionType.BLOB) {
        json.set(
            Long.toUnsignedString(nonce),
            RpcTransactionWriter.write(tx, chain.sender(tx, rules), null, null));
      }
    });
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
    json.set("pending", byNonce(content.pending().getOrDefault(sender, new TreeMap<>())));
    json.set("queued", byNonce(content.queued().getOrDefault(sender, new TreeMap<>())));
    return json;
  }
}
