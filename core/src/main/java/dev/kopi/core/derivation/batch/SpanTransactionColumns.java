package dev.kopi.core.derivation.batch;

import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.primitives.UInt256;

/**
 * The transactions of a span batch, field by field: {@code txs = contract_creation_bits ++
 * y_parity_bits ++ tx_sigs ++ tx_tos ++ tx_datas ++ tx_nonces ++ tx_gases ++ protected_bits}.
 *
 * @see <a href="https://specs.optimism.io/protocol/delta/span-batches.html#span-batch-format">Span
 *     batch format</a>
 */
final class SpanTransactionColumns {
  private static final UInt256 UNPROTECTED_EVEN = UInt256.of(27);
  private static final UInt256 UNPROTECTED_ODD = UInt256.of(28);

  private final UInt256 chainId;
  private final BitColumn creations = new BitColumn();
  private final BitColumn parities = new BitColumn();
  private final BitColumn protections = new BitColumn();
  private final ByteSink signatures = new ByteSink();
  private final ByteSink recipients = new ByteSink();
  private final ByteSink datas = new ByteSink();
  private final ByteSink nonces = new ByteSink();
  private final ByteSink gases = new ByteSink();
  private final int[] marks = new int[8];

  SpanTransactionColumns(UInt256 chainId) {
    this.chainId = chainId;
  }

  int size() {
    return creations.size()
        + parities.size()
        + signatures.size()
        + recipients.size()
        + datas.size()
        + nonces.size()
        + gases.size()
        + protections.size();
  }

  /** Remembers the state for {@link #revert}. */
  void mark() {
    marks[0] = creations.count();
    marks[1] = parities.count();
    marks[2] = protections.count();
    marks[3] = signatures.size();
    marks[4] = recipients.size();
    marks[5] = datas.size();
    marks[6] = nonces.size();
    marks[7] = gases.size();
  }

  /** Goes back to the state at {@link #mark}. */
  void revert() {
    creations.truncate(marks[0]);
    parities.truncate(marks[1]);
    protections.truncate(marks[2]);
    signatures.truncate(marks[3]);
    recipients.truncate(marks[4]);
    datas.truncate(marks[5]);
    nonces.truncate(marks[6]);
    gases.truncate(marks[7]);
  }

  void writeTo(ByteSink out) {
    creations.writeTo(out);
    parities.writeTo(out);
    out.put(signatures).put(recipients).put(datas).put(nonces).put(gases);
    protections.writeTo(out);
  }

  void add(Bytes encoded) {
    Transaction transaction = TransactionCodec.decode(encoded);
    Signature signature = transaction.signature();
    if (signature == null) {
      throw new DecodeException("span batch: a deposit is never part of a batch");
    }
    UInt256 bound = transaction.chainId();
    if (bound != null && !bound.equals(chainId)) {
      throw new DecodeException("span batch: a transaction of chain " + bound);
    }
    RlpWriter data = new RlpWriter(64 + transaction.data().size());
    switch (transaction) {
      case Transaction.Legacy tx -> {
        protections.add(bound != null);
        data.startList().number(tx.value()).number(tx.gasPrice()).bytes(tx.data());
      }
      case Transaction.AccessList tx -> {
        startTyped(data, TransactionType.ACCESS_LIST);
        data.number(tx.value()).number(tx.gasPrice()).bytes(tx.data());
        TransactionCodec.writeAccessList(data, tx.accessList());
      }
      case Transaction.DynamicFee tx -> {
        startTyped(data, TransactionType.DYNAMIC_FEE);
        data.number(tx.value()).number(tx.maxPriorityFeePerGas()).number(tx.maxFeePerGas());
        data.bytes(tx.data());
        TransactionCodec.writeAccessList(data, tx.accessList());
      }
      case Transaction.SetCode tx -> {
        startTyped(data, TransactionType.SET_CODE);
        data.number(tx.value()).number(tx.maxPriorityFeePerGas()).number(tx.maxFeePerGas());
        data.bytes(tx.data());
        TransactionCodec.writeAccessList(data, tx.accessList());
        TransactionCodec.writeAuthorizations(data, tx.authorizations());
      }
      case Transaction.Blob tx ->
          throw new DecodeException("span batch: a blob transaction, of nonce " + tx.nonce());
      case Transaction.Deposit tx ->
          throw new DecodeException("span batch: deposit " + tx.sourceHash());
    }
    datas.put(data.endList().toBytes());
    parities.add(parity(transaction, bound != null, signature.v()));
    byte[] word = new byte[64];
    signature.r().writeTo(word, 0);
    signature.s().writeTo(word, 32);
    signatures.put(word, 0, 64);
    Address to = transaction.to();
    creations.add(to == null);
    if (to != null) {
      recipients.put(to.toBytes());
    }
    nonces.putVarint(transaction.nonce());
    gases.putVarint(transaction.gasLimit());
  }

  private static void startTyped(RlpWriter out, TransactionType type) {
    out.raw(new byte[] {(byte) type.code()}).startList();
  }

  private static boolean parity(Transaction transaction, boolean isProtected, UInt256 v) {
    if (!(transaction instanceof Transaction.Legacy)) {
      return oneOf(v, UInt256.ZERO, UInt256.ONE);
    }
    if (isProtected) {
      return (v.lowLong() - 35 & 1) != 0;
    }
    return oneOf(v, UNPROTECTED_EVEN, UNPROTECTED_ODD);
  }

  private static boolean oneOf(UInt256 v, UInt256 even, UInt256 odd) {
    if (!v.equals(even) && !v.equals(odd)) {
      throw new DecodeException("span batch: a signature with v " + v);
    }
    return v.equals(odd);
  }
}
