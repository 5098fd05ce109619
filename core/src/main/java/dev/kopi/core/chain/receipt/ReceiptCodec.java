package dev.kopi.core.chain.receipt;

import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.RlpWriter;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes and decodes receipts, in the consensus form. */
public final class ReceiptCodec {
  private ReceiptCodec() {}

  /**
   * The bytes of a receipt.
   *
   * <p>"The deposit nonce … is not included in the receipt's hash before Canyon": it is part of the
   * encoding only together with the receipt version.
   *
   * @see <a href="https://specs.optimism.io/protocol/deposits.html#deposit-receipt">Deposit
   *     receipt</a>
   */
  public static Bytes encode(Receipt receipt) {
    return encode(receipt, receipt.depositReceiptVersion() != null);
  }

  /**
   * Encodes a receipt as op-geth reports it: with a deposit's nonce even before Canyon, where
   * consensus omits it.
   */
  public static Bytes encodeWithNonce(Receipt receipt) {
    return encode(receipt, true);
  }

  private static Bytes encode(Receipt receipt, boolean withNonce) {
    RlpWriter out = new RlpWriter(512);
    if (receipt.type() != TransactionType.LEGACY) {
      out.raw(new byte[] {(byte) receipt.type().code()});
    }
    out.startList();
    Hash postState = receipt.postState();
    if (postState != null) {
      out.hash(postState);
    } else {
      out.number(receipt.success() ? 1 : 0);
    }
    out.number(receipt.cumulativeGasUsed()).bytes(receipt.bloom());
    writeLogs(out, receipt.logs());
    Long nonce = receipt.depositNonce();
    Long version = receipt.depositReceiptVersion();
    if (nonce != null && withNonce) {
      out.number(nonce);
      if (version != null) {
        out.number(version);
      }
    }
    return out.endList().toBytes();
  }

  /** Writes a list of logs. */
  public static void writeLogs(RlpWriter out, List<Log> logs) {
    out.startList();
    for (Log log : logs) {
      out.startList().address(log.address()).startList();
      log.topics().forEach(out::hash);
      out.endList().bytes(log.data()).endList();
    }
    out.endList();
  }

  /**
   * Reads exactly one receipt.
   *
   * @throws DecodeException when the bytes are not a receipt
   */
  public static Receipt decode(Bytes encoded) {
    if (encoded.isEmpty()) {
      throw new DecodeException("receipt: no bytes");
    }
    byte[] data = encoded.unsafeArray();
    TransactionType type = type(data[0] & 0xff);
    int skip = type == TransactionType.LEGACY ? 0 : 1;
    RlpReader reader = new RlpReader(data, skip, data.length - skip);
    RlpReader in = reader.list();
    reader.expectEnd();
    Bytes status = in.bytes(32);
    @Nullable Hash postState = status.size() == 32 ? Hash.of(status) : null;
    if (postState == null && !isStatus(status)) {
      throw new DecodeException("receipt: a status is 0 or 1");
    }
    boolean success = status.size() == 1;
    long cumulativeGas = in.number();
    Bytes bloom = in.bytes(256);
    List<Log> logs = readLogs(in);
    @Nullable Long nonce = null;
    @Nullable Long version = null;
    if (type == TransactionType.DEPOSIT && in.hasMore()) {
      nonce = in.number();
      version = in.hasMore() ? in.number() : null;
    }
    in.expectEnd();
    Receipt receipt = new Receipt(type, postState, success, cumulativeGas, logs, nonce, version);
    if (!receipt.bloom().equals(bloom)) {
      throw new DecodeException("receipt: the bloom does not belong to the logs");
    }
    return receipt;
  }

  private static boolean isStatus(Bytes status) {
    return status.isEmpty() || (status.size() == 1 && status.get(0) == 1);
  }

  /** Reads a list of logs. */
  public static List<Log> readLogs(RlpReader in) {
    RlpReader list = in.list();
    List<Log> logs = new ArrayList<>();
    while (list.hasMore()) {
      RlpReader log = list.list();
      var address = log.address();
      RlpReader topics = log.list();
      List<Hash> hashes = new ArrayList<>(4);
      while (topics.hasMore()) {
        hashes.add(topics.hash());
      }
      logs.add(new Log(address, hashes, log.bytes()));
      log.expectEnd();
    }
    return logs;
  }

  private static TransactionType type(int first) {
    if (first >= 0xc0) {
      return TransactionType.LEGACY;
    }
    for (TransactionType type : TransactionType.values()) {
      if (type.code() == first && type != TransactionType.LEGACY) {
        return type;
      }
    }
    throw new DecodeException("receipt: type " + first + " is not known");
  }
}
