package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.eth.RpcTransactionWriter;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.Address;
import dev.kopi.services.engine.rpc.chain.ChecksumAddress;
import java.util.Map;
import java.util.NavigableMap;
import tools.jackson.databind.node.ObjectNode;

/** Transactions of the pool as JSON, up to the size of one response. */
final class PoolListing {
  private static final long MAX_CHARS = 25 << 20;

  /** The estimated size of a transaction without its call data. */
  private static final int TRANSACTION_CHARS = 1024;

  private long chars;

  /**
   * The transactions by sender and nonce.
   *
   * @throws RpcException when the response gets too large
   */
  ObjectNode bySender(Map<Address, NavigableMap<Long, TransactionEnvelope>> part) {
    ObjectNode json = Json.object();
    part.forEach((sender, list) -> {
      ObjectNode transactions = byNonce(sender, list);
      if (!transactions.isEmpty()) {
        json.set(ChecksumAddress.of(sender), transactions);
      }
    });
    return json;
  }

  /**
   * The transactions of one sender by nonce.
   *
   * @throws RpcException when the response gets too large
   */
  ObjectNode byNonce(Address sender, NavigableMap<Long, TransactionEnvelope> list) {
    ObjectNode json = Json.object();
    list.forEach((nonce, tx) -> {
      // Blob transactions are kept apart and not shown, as in go-ethereum.
      if (tx.transaction().type() != TransactionType.BLOB) {
        count(tx);
        json.set(Long.toUnsignedString(nonce), RpcTransactionWriter.write(tx, sender, null, null));
      }
    });
    return json;
  }

  private void count(TransactionEnvelope tx) {
    chars += TRANSACTION_CHARS + 2L * tx.encoded().size();
    if (chars > MAX_CHARS) {
      throw new RpcException(
          RpcException.RESPONSE_TOO_LARGE,
          "the transactions take more than " + MAX_CHARS + " bytes: use txpool_inspect");
    }
  }
}
