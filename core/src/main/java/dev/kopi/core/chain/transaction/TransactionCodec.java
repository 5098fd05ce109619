package dev.kopi.core.chain.transaction;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Encodes and decodes transactions in the form that blocks hold, and computes the signing hash. */
public final class TransactionCodec {
  private TransactionCodec() {}

  /** The bytes of a transaction. */
  public static Bytes encode(Transaction transaction) {
    RlpWriter out = new RlpWriter(200 + transaction.data().size());
    writeType(out, transaction);
    out.startList();
    writeFields(out, transaction);
    Signature signature = transaction.signature();
    if (signature != null) {
      out.number(signature.v()).number(signature.r()).number(signature.s());
    }
    return out.endList().toBytes();
  }

  /**
   * The hash that the sender signs.
   *
   * @throws IllegalArgumentException for a deposit, which has no signature
   */
  public static Hash signingHash(Transaction transaction) {
    if (transaction instanceof Transaction.Deposit) {
      throw new IllegalArgumentException("a deposit has no signature");
    }
    RlpWriter out = new RlpWriter(200 + transaction.data().size());
    writeType(out, transaction);
    out.startList();
    writeFields(out, transaction);
    UInt256 chainId = transaction.chainId();
    if (transaction instanceof Transaction.Legacy && chainId != null) {
      out.number(chainId).number(0).number(0);
    }
    return Keccak256.hash(out.endList().toArray());
  }

  private static void writeType(RlpWriter out, Transaction transaction) {
    if (transaction.type() != TransactionType.LEGACY) {
      out.raw(new byte[] {(byte) transaction.type().code()});
    }
  }

  private static void writeFields(RlpWriter out, Transaction transaction) {
    switch (transaction) {
      case Transaction.Legacy tx -> {
        out.number(tx.nonce()).number(tx.gasPrice());
        writeCall(out, tx);
      }
      case Transaction.AccessList tx -> {
        out.number(tx.chainId()).number(tx.nonce()).number(tx.gasPrice());
        writeCall(out, tx);
        writeAccessList(out, tx.accessList());
      }
      case Transaction.DynamicFee tx -> {
        out.number(tx.chainId()).number(tx.nonce());
        out.number(tx.maxPriorityFeePerGas()).number(tx.maxFeePerGas());
        writeCall(out, tx);
        writeAccessList(out, tx.accessList());
      }
      case Transaction.Blob tx -> {
        out.number(tx.chainId()).number(tx.nonce());
        out.number(tx.maxPriorityFeePerGas()).number(tx.maxFeePerGas());
        writeCall(out, tx);
        writeAccessList(out, tx.accessList());
        out.number(tx.maxFeePerBlobGas()).startList();
        tx.blobHashes().forEach(out::hash);
        out.endList();
      }
      case Transaction.SetCode tx -> {
        out.number(tx.chainId()).number(tx.nonce());
        out.number(tx.maxPriorityFeePerGas()).number(tx.maxFeePerGas());
        writeCall(out, tx);
        writeAccessList(out, tx.accessList());
        writeAuthorizations(out, tx.authorizations());
      }
      case Transaction.Deposit tx -> {
        out.hash(tx.sourceHash()).address(tx.from()).address(tx.to());
        out.number(tx.mint()).number(tx.value()).number(tx.gasLimit());
        out.number(tx.isSystemTransaction() ? 1 : 0).bytes(tx.data());
      }
    }
  }

  private static void writeCall(RlpWriter out, Transaction tx) {
    out.number(tx.gasLimit()).address(tx.to()).number(tx.value()).bytes(tx.data());
  }

  /** Writes an access list. */
  public static void writeAccessList(RlpWriter out, List<AccessListEntry> entries) {
    out.startList();
    for (AccessListEntry entry : entries) {
      out.startList().address(entry.address()).startList();
      entry.storageKeys().forEach(out::hash);
      out.endList().endList();
    }
    out.endList();
  }

  /** Writes a list of authorizations. */
  public static void writeAuthorizations(RlpWriter out, List<Authorization> authorizations) {
    out.startList();
    for (Authorization one : authorizations) {
      out.startList().number(one.chainId()).address(one.address()).number(one.nonce());
      Signature signature = one.signature();
      out.number(signature.v()).number(signature.r()).number(signature.s()).endList();
    }
    out.endList();
  }

  /**
   * Reads exactly one transaction.
   *
   * @throws DecodeException when the type is unknown, the fields do not fit it, or bytes follow
   */
  public static Transaction decode(Bytes encoded) {
    if (encoded.isEmpty()) {
      throw new DecodeException("transaction: no bytes");
    }
    byte[] data = encoded.unsafeArray();
    int first = data[0] & 0xff;
    boolean legacy = first >= 0xc0;
    RlpReader reader = legacy ? new RlpReader(data) : new RlpReader(data, 1, data.length - 1);
    if (!legacy && !isKnownType(first)) {
      throw new DecodeException("transaction: type " + first + " is not known");
    }
    RlpReader in = reader.list();
    reader.expectEnd();
    Transaction transaction =
        switch (legacy ? 0 : first) {
          case 0x00 -> readLegacy(in);
          case 0x01 -> readAccessListTransaction(in);
          case 0x02 -> readDynamicFee(in);
          case 0x03 -> readBlob(in);
          case 0x04 -> readSetCode(in);
          default -> readDeposit(in);
        };
    in.expectEnd();
    return transaction;
  }

  private static boolean isKnownType(int code) {
    return (code >= 0x01 && code <= 0x04) || code == TransactionType.DEPOSIT.code();
  }

  private static Transaction readLegacy(RlpReader in) {
    return new Transaction.Legacy(
        in.number(),
        in.uint256(),
        in.number(),
        in.addressOrNull(),
        in.uint256(),
        in.bytes(),
        readSignature(in));
  }

  private static Transaction readAccessListTransaction(RlpReader in) {
    return new Transaction.AccessList(
        in.uint256(),
        in.number(),
        in.uint256(),
        in.number(),
        in.addressOrNull(),
        in.uint256(),
        in.bytes(),
        readAccessList(in),
        readSignature(in));
  }

  private static Transaction readDynamicFee(RlpReader in) {
    return new Transaction.DynamicFee(
        in.uint256(),
        in.number(),
        in.uint256(),
        in.uint256(),
        in.number(),
        in.addressOrNull(),
        in.uint256(),
        in.bytes(),
        readAccessList(in),
        readSignature(in));
  }

  private static Transaction readBlob(RlpReader in) {
    return new Transaction.Blob(
        in.uint256(),
        in.number(),
        in.uint256(),
        in.uint256(),
        in.number(),
        in.address(),
        in.uint256(),
        in.bytes(),
        readAccessList(in),
        in.uint256(),
        readHashes(in.list()),
        readSignature(in));
  }

  private static Transaction readSetCode(RlpReader in) {
    return new Transaction.SetCode(
        in.uint256(),
        in.number(),
        in.uint256(),
        in.uint256(),
        in.number(),
        in.address(),
        in.uint256(),
        in.bytes(),
        readAccessList(in),
        readAuthorizations(in),
        readSignature(in));
  }

  private static Transaction readDeposit(RlpReader in) {
    Hash sourceHash = in.hash();
    Address from = in.address();
    @Nullable Address to = in.addressOrNull();
    return new Transaction.Deposit(
        sourceHash, from, to, in.uint256(), in.uint256(), in.number(), in.bool(), in.bytes());
  }

  private static Signature readSignature(RlpReader in) {
    return new Signature(in.uint256(), in.uint256(), in.uint256());
  }

  /** Reads an access list. */
  public static List<AccessListEntry> readAccessList(RlpReader in) {
    RlpReader entries = in.list();
    List<AccessListEntry> out = new ArrayList<>();
    while (entries.hasMore()) {
      RlpReader entry = entries.list();
      out.add(new AccessListEntry(entry.address(), readHashes(entry.list())));
      entry.expectEnd();
    }
    return out;
  }

  /** Reads a list of authorizations. */
  public static List<Authorization> readAuthorizations(RlpReader in) {
    RlpReader entries = in.list();
    List<Authorization> out = new ArrayList<>();
    while (entries.hasMore()) {
      RlpReader entry = entries.list();
      UInt256 chainId = entry.uint256();
      Address address = entry.address();
      long nonce = entry.number();
      UInt256 parity = entry.uint256();
      if (parity.bitLength() > 8) {
        throw new DecodeException("authorization: the parity of y is wider than one byte");
      }
      out.add(
          new Authorization(
              chainId, address, nonce, new Signature(parity, entry.uint256(), entry.uint256())));
      entry.expectEnd();
    }
    return out;
  }

  private static List<Hash> readHashes(RlpReader in) {
    List<Hash> out = new ArrayList<>();
    while (in.hasMore()) {
      out.add(in.hash());
    }
    return out;
  }
}
