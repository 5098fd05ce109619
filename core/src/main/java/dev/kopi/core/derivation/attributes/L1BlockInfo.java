package dev.kopi.core.derivation.attributes;

import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.RollupConfig;

/**
 * The content of the L1 attributes deposit. The {@link L1InfoLayout} decides which fields the call
 * data carries; others are zero.
 *
 * @param number the L1 block's number
 * @param timestampSeconds its timestamp
 * @param baseFee its base fee in wei
 * @param blockHash its hash
 * @param sequenceNumber the L2 block's place within the epoch
 * @param batcher the batcher address
 * @param overhead the L1 fee's overhead (Bedrock)
 * @param scalar the L1 fee's scalar (Bedrock)
 * @param blobBaseFee its blob base fee in wei (from Ecotone on)
 * @param feeScalars the L1 fee's scalars (from Ecotone on)
 * @param operatorFeeScalar unsigned (from Isthmus on)
 * @param operatorFeeConstant unsigned (from Isthmus on)
 * @param daFootprintGasScalar gas per estimated byte (from Jovian on)
 */
public record L1BlockInfo(
    long number,
    long timestampSeconds,
    UInt256 baseFee,
    Hash blockHash,
    long sequenceNumber,
    Address batcher,
    Hash overhead,
    Hash scalar,
    UInt256 blobBaseFee,
    FeeScalars feeScalars,
    int operatorFeeScalar,
    long operatorFeeConstant,
    int daFootprintGasScalar) {
  private static final FeeScalars NO_SCALARS = new FeeScalars(0, 0);

  /** The L1 block as origin. */
  public BlockId l1Origin() {
    return new BlockId(blockHash, number);
  }

  /**
   * Reads the call data of an L2 block's first transaction.
   *
   * @throws DecodeException when it does not have the form of the block's fork
   */
  public static L1BlockInfo decode(RollupConfig config, long l2TimestampSeconds, Bytes data) {
    return decode(L1InfoLayout.at(config, l2TimestampSeconds), data);
  }

  /**
   * Reads call data of a given form.
   *
   * @throws DecodeException when it does not have that form
   */
  public static L1BlockInfo decode(L1InfoLayout layout, Bytes data) {
    if (data.size() != layout.size()) {
      throw new DecodeException(
          "L1 attributes: " + data.size() + " bytes, expected " + layout.size());
    }
    byte[] bytes = data.unsafeArray();
    if (BigEndian.getInt(bytes, 0) != layout.selector()) {
      throw new DecodeException("L1 attributes: not the selector of " + layout);
    }
    return layout == L1InfoLayout.BEDROCK
        ? readBedrock(AbiReader.ofCall(data))
        : readPacked(bytes, layout);
  }

  private static L1BlockInfo readBedrock(AbiReader in) {
    return new L1BlockInfo(
        in.uint64(0),
        in.uint64(1),
        in.word(2),
        in.hash(3),
        in.uint64(4),
        in.address(5),
        in.hash(6),
        in.hash(7),
        UInt256.ZERO,
        NO_SCALARS,
        0,
        0,
        0);
  }

  /** The fields lie where {@link #encode} puts them; before an address comes padding of zeros. */
  private static L1BlockInfo readPacked(byte[] data, L1InfoLayout layout) {
    UInt256 batcher = UInt256.fromBytes(data, 132, 32);
    if (batcher.bitLength() > 160) {
      throw new DecodeException("L1 attributes: the padding of the batcher is not zero");
    }
    boolean isthmus = layout.compareTo(L1InfoLayout.ISTHMUS) >= 0;
    boolean jovian = layout == L1InfoLayout.JOVIAN;
    return new L1BlockInfo(
        BigEndian.getLong(data, 28),
        BigEndian.getLong(data, 20),
        UInt256.fromBytes(data, 36, 32),
        Hash.of(data, 100),
        BigEndian.getLong(data, 12),
        Address.fromWord(batcher),
        Hash.ZERO,
        Hash.ZERO,
        UInt256.fromBytes(data, 68, 32),
        new FeeScalars(BigEndian.getInt(data, 4), BigEndian.getInt(data, 8)),
        isthmus ? BigEndian.getInt(data, 164) : 0,
        isthmus ? BigEndian.getLong(data, 168) : 0,
        jovian ? (data[176] & 0xff) << 8 | (data[177] & 0xff) : 0);
  }

  /** The call data of a form. */
  public Bytes encode(L1InfoLayout layout) {
    byte[] out = new byte[layout.size()];
    BigEndian.putInt(out, 0, layout.selector());
    if (layout == L1InfoLayout.BEDROCK) {
      BigEndian.putLong(out, 28, number);
      BigEndian.putLong(out, 60, timestampSeconds);
      baseFee.writeTo(out, 68);
      blockHash.writeTo(out, 100);
      BigEndian.putLong(out, 156, sequenceNumber);
      batcher.writeTo(out, 176);
      overhead.writeTo(out, 196);
      scalar.writeTo(out, 228);
      return Bytes.wrap(out);
    }
    BigEndian.putInt(out, 4, feeScalars.baseFeeScalar());
    BigEndian.putInt(out, 8, feeScalars.blobBaseFeeScalar());
    BigEndian.putLong(out, 12, sequenceNumber);
    BigEndian.putLong(out, 20, timestampSeconds);
    BigEndian.putLong(out, 28, number);
    baseFee.writeTo(out, 36);
    blobBaseFee.writeTo(out, 68);
    blockHash.writeTo(out, 100);
    batcher.writeTo(out, 144);
    if (layout.compareTo(L1InfoLayout.ISTHMUS) >= 0) {
      BigEndian.putInt(out, 164, operatorFeeScalar);
      BigEndian.putLong(out, 168, operatorFeeConstant);
    }
    if (layout == L1InfoLayout.JOVIAN) {
      out[176] = (byte) (daFootprintGasScalar >>> 8);
      out[177] = (byte) daFootprintGasScalar;
    }
    return Bytes.wrap(out);
  }
}
