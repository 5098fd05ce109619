package dev.kopi.core.chain.block;

import dev.kopi.core.chain.receipt.Bloom;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/** Puts a {@link Header} together field by field; what is not set is empty, zero or absent. */
public final class HeaderBuilder {
  private Hash parentHash = Hash.ZERO;
  private Hash unclesHash = Keccak256.EMPTY_LIST;
  private Address beneficiary = Address.ZERO;
  private Hash stateRoot = Hash.ZERO;
  private Hash transactionsRoot = Keccak256.EMPTY_TRIE;
  private Hash receiptsRoot = Keccak256.EMPTY_TRIE;
  private Bytes logsBloom = Bloom.EMPTY;
  private UInt256 difficulty = UInt256.ZERO;
  private long number;
  private long gasLimit;
  private long gasUsed;
  private long timestampSeconds;
  private Bytes extraData = Bytes.EMPTY;
  private Hash mixHash = Hash.ZERO;
  private long nonce;
  private @Nullable UInt256 baseFeePerGas;
  private @Nullable Hash withdrawalsRoot;
  private @Nullable Long blobGasUsed;
  private @Nullable Long excessBlobGas;
  private @Nullable Hash parentBeaconBlockRoot;
  private @Nullable Hash requestsHash;
  private @Nullable Hash blockAccessListHash;
  private @Nullable Long slotNumber;

  /** An empty header. */
  public HeaderBuilder() {}

  /** A copy of a header. */
  public HeaderBuilder(Header header) {
    parentHash = header.parentHash();
    unclesHash = header.unclesHash();
    beneficiary = header.beneficiary();
    stateRoot = header.stateRoot();
    transactionsRoot = header.transactionsRoot();
    receiptsRoot = header.receiptsRoot();
    logsBloom = header.logsBloom();
    difficulty = header.difficulty();
    number = header.number();
    gasLimit = header.gasLimit();
    gasUsed = header.gasUsed();
    timestampSeconds = header.timestampSeconds();
    extraData = header.extraData();
    mixHash = header.mixHash();
    nonce = header.nonce();
    baseFeePerGas = header.baseFeePerGas();
    withdrawalsRoot = header.withdrawalsRoot();
    blobGasUsed = header.blobGasUsed();
    excessBlobGas = header.excessBlobGas();
    parentBeaconBlockRoot = header.parentBeaconBlockRoot();
    requestsHash = header.requestsHash();
    blockAccessListHash = header.blockAccessListHash();
    slotNumber = header.slotNumber();
  }

  /** Sets {@link Header#parentHash}. */
  public HeaderBuilder parentHash(Hash value) {
    parentHash = value;
    return this;
  }

  /** Sets {@link Header#unclesHash}. */
  public HeaderBuilder unclesHash(Hash value) {
    unclesHash = value;
    return this;
  }

  /** Sets {@link Header#beneficiary}. */
  public HeaderBuilder beneficiary(Address value) {
    beneficiary = value;
    return this;
  }

  /** Sets {@link Header#stateRoot}. */
  public HeaderBuilder stateRoot(Hash value) {
    stateRoot = value;
    return this;
  }

  /** Sets {@link Header#transactionsRoot}. */
  public HeaderBuilder transactionsRoot(Hash value) {
    transactionsRoot = value;
    return this;
  }

  /** Sets {@link Header#receiptsRoot}. */
  public HeaderBuilder receiptsRoot(Hash value) {
    receiptsRoot = value;
    return this;
  }

  /** Sets {@link Header#logsBloom}. */
  public HeaderBuilder logsBloom(Bytes value) {
    logsBloom = value;
    return this;
  }

  /** Sets {@link Header#difficulty}. */
  public HeaderBuilder difficulty(UInt256 value) {
    difficulty = value;
    return this;
  }

  /** Sets {@link Header#number}. */
  public HeaderBuilder number(long value) {
    number = value;
    return this;
  }

  /** Sets {@link Header#gasLimit}. */
  public HeaderBuilder gasLimit(long value) {
    gasLimit = value;
    return this;
  }

  /** Sets {@link Header#gasUsed}. */
  public HeaderBuilder gasUsed(long value) {
    gasUsed = value;
    return this;
  }

  /** Sets {@link Header#timestampSeconds}. */
  public HeaderBuilder timestampSeconds(long value) {
    timestampSeconds = value;
    return this;
  }

  /** Sets {@link Header#extraData}. */
  public HeaderBuilder extraData(Bytes value) {
    extraData = value;
    return this;
  }

  /** Sets {@link Header#mixHash}. */
  public HeaderBuilder mixHash(Hash value) {
    mixHash = value;
    return this;
  }

  /** Sets {@link Header#nonce}. */
  public HeaderBuilder nonce(long value) {
    nonce = value;
    return this;
  }

  /** Sets {@link Header#baseFeePerGas}. */
  public HeaderBuilder baseFeePerGas(@Nullable UInt256 value) {
    baseFeePerGas = value;
    return this;
  }

  /** Sets {@link Header#withdrawalsRoot}. */
  public HeaderBuilder withdrawalsRoot(@Nullable Hash value) {
    withdrawalsRoot = value;
    return this;
  }

  /** Sets {@link Header#blobGasUsed}. */
  public HeaderBuilder blobGasUsed(@Nullable Long value) {
    blobGasUsed = value;
    return this;
  }

  /** Sets {@link Header#excessBlobGas}. */
  public HeaderBuilder excessBlobGas(@Nullable Long value) {
    excessBlobGas = value;
    return this;
  }

  /** Sets {@link Header#parentBeaconBlockRoot}. */
  public HeaderBuilder parentBeaconBlockRoot(@Nullable Hash value) {
    parentBeaconBlockRoot = value;
    return this;
  }

  /** Sets {@link Header#requestsHash}. */
  public HeaderBuilder requestsHash(@Nullable Hash value) {
    requestsHash = value;
    return this;
  }

  /** Sets {@link Header#blockAccessListHash}. */
  public HeaderBuilder blockAccessListHash(@Nullable Hash value) {
    blockAccessListHash = value;
    return this;
  }

  /** Sets {@link Header#slotNumber}. */
  public HeaderBuilder slotNumber(@Nullable Long value) {
    slotNumber = value;
    return this;
  }

  /** The header as it stands. */
  public Header build() {
    return new Header(
        parentHash,
        unclesHash,
        beneficiary,
        stateRoot,
        transactionsRoot,
        receiptsRoot,
        logsBloom,
        difficulty,
        number,
        gasLimit,
        gasUsed,
        timestampSeconds,
        extraData,
        mixHash,
        nonce,
        baseFeePerGas,
        withdrawalsRoot,
        blobGasUsed,
        excessBlobGas,
        parentBeaconBlockRoot,
        requestsHash,
        blockAccessListHash,
        slotNumber);
  }
}
