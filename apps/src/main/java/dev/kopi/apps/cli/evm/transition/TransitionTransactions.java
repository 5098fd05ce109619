package dev.kopi.apps.cli.evm.transition;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.eth.TransactionReader;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.crypto.ecdsa.Secp256k1Signature;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads the transactions of a state transition: a list in JSON, signed or with a secret key, or the
 * RLP of a block's list in hex.
 */
final class TransitionTransactions {
  private final Secp256k1 secp256k1;
  private final UInt256 chainId;

  TransitionTransactions(Secp256k1 secp256k1, UInt256 chainId) {
    this.secp256k1 = secp256k1;
    this.chainId = chainId;
  }

  List<Transition.Candidate> read(JsonNode json) {
    if (!json.isString()) {
      return JsonFields.asList(json, "txs", one -> candidate(() -> object(one)));
    }
    List<Transition.Candidate> found = new ArrayList<>();
    RlpReader list = new RlpReader(Bytes.fromHex(json.stringValue())).list();
    while (list.hasMore()) {
      Bytes encoded = list.nextIsList() ? list.raw() : list.bytes();
      found.add(candidate(() -> TransactionEnvelope.decode(encoded)));
    }
    return found;
  }

  private static Transition.Candidate candidate(
      java.util.function.Supplier<TransactionEnvelope> reading) {
    try {
      return new Transition.Candidate(reading.get(), null);
    } catch (DecodeException e) {
      return new Transition.Candidate(null, e.getMessage());
    }
  }

  private TransactionEnvelope object(JsonNode json) {
    JsonNode secret = JsonFields.optional(json, "secretKey");
    if (secret == null || !(json instanceof ObjectNode unsigned)) {
      return TransactionReader.readUnchecked(json);
    }
    // The signing hash of a legacy transaction depends on v, which is there before the signature.
    ObjectNode signed = unsigned.deepCopy();
    JsonNode protection = JsonFields.optional(json, "protected");
    boolean bound = protection == null || JsonFields.asBool(protection, "protected");
    UInt256 v = UInt256.ZERO;
    if (TransactionReader.readUnchecked(json).transaction() instanceof Transaction.Legacy) {
      UInt256 first = UInt256.of(35).add(chainId).add(chainId);
      v = bound ? first : UInt256.of(27);
    }
    signed.put("v", v.toHex());
    Transaction draft = TransactionReader.readUnchecked(signed).transaction();
    Secp256k1Signature signature =
        secp256k1.sign(
            TransactionCodec.signingHash(draft),
            PrivateKey.fromHex(JsonFields.text(secret, "secretKey")));
    signed.remove("yParity");
    signed.put("v", v.add(UInt256.of(signature.recoveryId())).toHex());
    signed.put("r", signature.r().toHex());
    signed.put("s", signature.s().toHex());
    return TransactionReader.readUnchecked(signed);
  }
}
