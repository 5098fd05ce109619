package dev.kopi.core.chain.block;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and decodes headers as RLP. Fields of forks stand at the end, each only if all before it
 * are there.
 */
public final class HeaderCodec {
  private HeaderCodec() {}

  /**
   * The RLP list.
   *
   * @throws IllegalArgumentException when a field is there and one before it is absent
   */
  public static Bytes encode(Header h) {
    RlpWriter out = new RlpWriter(700).startList();
    out.hash(h.parentHash()).hash(h.unclesHash()).address(h.beneficiary());
    out.hash(h.stateRoot()).hash(h.transactionsRoot()).hash(h.receiptsRoot());
    out.bytes(h.logsBloom()).number(h.difficulty()).number(h.number());
    out.number(h.gasLimit()).number(h.gasUsed()).number(h.timestampSeconds());
    out.bytes(h.extraData()).hash(h.mixHash());
    byte[] nonce = new byte[8];
    BigEndian.putLong(nonce, 0, h.nonce());
    out.bytes(nonce);
    @Nullable Object[] optional = {
      h.baseFeePerGas(),
      h.withdrawalsRoot(),
      h.blobGasUsed(),
      h.excessBlobGas(),
      h.parentBeaconBlockRoot(),
      h.requestsHash(),
      h.blockAccessListHash(),
      h.slotNumber()
    };
    int last = optional.length;
    while (last > 0 && optional[last - 1] == null) {
      last--;
    }
    for (int i = 0; i < last; i++) {
      switch (optional[i]) {
        case UInt256 number -> out.number(number);
        case Hash hash -> out.hash(hash);
        case Long number -> out.number(number);
        case null, default ->
            throw new IllegalArgumentException("a header field is missing before a later one");
      }
    }
    return out.endList().toBytes();
  }

  /**
   * Reads exactly one header.
   *
   * @throws DecodeException when the bytes are not a header
   */
  public static Header decode(Bytes encoded) {
    RlpReader reader = new RlpReader(encoded);
    Header header = read(reader);
    reader.expectEnd();
    return header;
  }

  /** Reads the next list as a header. */
  public static Header read(RlpReader reader) {
    RlpReader in = reader.list();
    HeaderBuilder b =
        new HeaderBuilder()
            .parentHash(in.hash())
            .unclesHash(in.hash())
            .beneficiary(in.address())
            .stateRoot(in.hash())
            .transactionsRoot(in.hash())
            .receiptsRoot(in.hash())
            .logsBloom(exactly(in.bytes(256), 256, "bloom"))
            .difficulty(in.uint256())
            .number(in.number())
            .gasLimit(in.number())
            .gasUsed(in.number())
            .timestampSeconds(in.number())
            .extraData(in.bytes())
            .mixHash(in.hash());
    byte[] nonce = exactly(in.bytes(8), 8, "nonce").unsafeArray();
    b.nonce(BigEndian.getLong(nonce, 0));
    if (in.hasMore()) {
      b.baseFeePerGas(in.uint256());
    }
    if (in.hasMore()) {
      b.withdrawalsRoot(in.hash());
    }
    if (in.hasMore()) {
      b.blobGasUsed(in.number());
    }
    if (in.hasMore()) {
      b.excessBlobGas(in.number());
    }
    if (in.hasMore()) {
      b.parentBeaconBlockRoot(in.hash());
    }
    if (in.hasMore()) {
      b.requestsHash(in.hash());
    }
    if (in.hasMore()) {
      b.blockAccessListHash(in.hash());
    }
    if (in.hasMore()) {
      b.slotNumber(in.number());
    }
    in.expectEnd();
    return b.build();
  }

  private static Bytes exactly(Bytes value, int size, String field) {
    if (value.size() != size) {
      throw new DecodeException("header: " + field + " has " + value.size() + " bytes");
    }
    return value;
  }
}
