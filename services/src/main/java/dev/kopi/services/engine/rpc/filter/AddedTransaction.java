package dev.kopi.services.engine.rpc.filter;

import dev.kopi.adapters.json.eth.RpcTransactionWriter;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Address;
import dev.kopi.services.engine.rpc.chain.ChainView;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** A transaction that was added to the pool. Its sender is recovered once for all subscribers. */
final class AddedTransaction {
  /** Estimated memory of a decoded transaction beyond its bytes. */
  private static final int OBJECT_BYTES = 512;

  /** Characters of its JSON beside call data and access list. */
  private static final int JSON_CHARS = 1024;

  private final TransactionEnvelope envelope;
  private volatile @Nullable Address sender;

  AddedTransaction(TransactionEnvelope envelope) {
    this.envelope = envelope;
  }

  /** About how many bytes it takes: the encoding, and the decoded call data. */
  long bytes() {
    return OBJECT_BYTES + 2L * envelope.encoded().size();
  }

  /** About how many characters its JSON has. */
  long jsonChars() {
    return JSON_CHARS + 2L * envelope.encoded().size();
  }

  JsonNode json(ChainView chain) {
    Address known = sender;
    if (known == null) {
      known = chain.sender(envelope, chain.rules(chain.head()));
      sender = known;
    }
    return RpcTransactionWriter.write(envelope, known, null, null);
  }
}
