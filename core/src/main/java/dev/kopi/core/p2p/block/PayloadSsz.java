package dev.kopi.core.p2p.block;

import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.platform.LittleEndian;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.UnsafePayloads;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The SSZ form of a payload, from version 3 on after the 32 bytes of the parent beacon block root.
 *
 * @see <a href="https://specs.optimism.io/protocol/rollup-node-p2p.html#block-encoding">Block
 *     encoding</a>
 */
public final class PayloadSsz {
  private static final int FIXED_V1 = 508;
  private static final int WITHDRAWAL_BYTES = 44;
  private static final int MAX_EXTRA_DATA_BYTES = 32;
  private static final int MAX_TRANSACTIONS = 1 << 20;
  private static final int MAX_WITHDRAWALS = 16;

  private PayloadSsz() {}

  private static int fixedBytes(BlockVersion version) {
    return switch (version) {
      case V1 -> FIXED_V1;
      case V2 -> FIXED_V1 + 4;
      case V3 -> FIXED_V1 + 4 + 16;
      case V4 -> FIXED_V1 + 4 + 16 + 32;
    };
  }

  /**
   * Encodes a block.
   *
   * @param prefixBytes how many zero bytes to leave in front, for a signature
   * @throws IllegalArgumentException when a field of the version is missing
   */
  public static byte[] encode(UnsafePayloads.Entry block, BlockVersion version, int prefixBytes) {
    ExecutionPayload payload = block.payload();
    List<Withdrawal> withdrawals =
        payload.withdrawals() == null ? List.of() : payload.withdrawals();
    int root = version.hasBeaconRoot() ? 32 : 0;
    int fixed = fixedBytes(version);
    int transactions = fixed + payload.extraData().size();
    int afterTransactions = transactions;
    for (Bytes transaction : payload.transactions()) {
      afterTransactions += 4 + transaction.size();
    }
    int size = afterTransactions + withdrawals.size() * WITHDRAWAL_BYTES;
    Writer out = new Writer(new byte[prefixBytes + root + size], prefixBytes);
    if (version.hasBeaconRoot()) {
      out.hash(present(block.parentBeaconBlockRoot(), "parentBeaconBlockRoot"));
    }
    out.hash(payload.parentHash());
    out.bytes(payload.feeRecipient().toArray());
    out.hash(payload.stateRoot());
    out.hash(payload.receiptsRoot());
    out.bytes(payload.logsBloom().unsafeArray());
    out.hash(payload.prevRandao());
    out.u64(payload.blockNumber());
    out.u64(payload.gasLimit());
    out.u64(payload.gasUsed());
    out.u64(payload.timestampSeconds());
    out.u32(fixed);
    for (int i = 3; i >= 0; i--) {
      out.u64(payload.baseFeePerGas().word(i));
    }
    out.hash(payload.blockHash());
    out.u32(transactions);
    if (version.hasWithdrawals()) {
      out.u32(afterTransactions);
    }
    if (version.hasBeaconRoot()) {
      out.u64(present(payload.blobGasUsed(), "blobGasUsed"));
      out.u64(present(payload.excessBlobGas(), "excessBlobGas"));
    }
    if (version.hasWithdrawalsRoot()) {
      out.hash(present(payload.withdrawalsRoot(), "withdrawalsRoot"));
    }
    out.bytes(payload.extraData().unsafeArray());
    int offset = 4 * payload.transactions().size();
    for (Bytes transaction : payload.transactions()) {
      out.u32(offset);
      offset += transaction.size();
    }
    for (Bytes transaction : payload.transactions()) {
      out.bytes(transaction.unsafeArray());
    }
    for (Withdrawal withdrawal : withdrawals) {
      out.u64(withdrawal.index());
      out.u64(withdrawal.validatorIndex());
      out.bytes(withdrawal.address().toArray());
      out.u64(withdrawal.amountGwei());
    }
    return out.target;
  }

  private static <T> T present(@Nullable T value, String name) {
    if (value == null) {
      throw new IllegalArgumentException("the block has no " + name);
    }
    return value;
  }

  /**
   * Decodes a block from {@code from} to the end of the array.
   *
   * @throws DecodeException when it is malformed
   */
  public static UnsafePayloads.Entry decode(byte[] in, int from, BlockVersion version) {
    int start = from;
    Hash beaconRoot = null;
    if (version.hasBeaconRoot()) {
      require(in.length - start >= 32, "too short");
      beaconRoot = Hash.of(in, start);
      start += 32;
    }
    return new UnsafePayloads.Entry(payload(in, start, version), beaconRoot);
  }

  private static ExecutionPayload payload(byte[] in, int start, BlockVersion version) {
    int size = in.length - start;
    int fixed = fixedBytes(version);
    require(size >= fixed, "too short");
    int at = start;
    Hash parentHash = Hash.of(in, at);
    Address feeRecipient = Address.of(in, at + 32);
    Hash stateRoot = Hash.of(in, at + 52);
    Hash receiptsRoot = Hash.of(in, at + 84);
    Bytes logsBloom = Bytes.copyOf(in, at + 116, 256);
    Hash prevRandao = Hash.of(in, at + 372);
    long number = LittleEndian.getLong(in, at + 404);
    long gasLimit = LittleEndian.getLong(in, at + 412);
    long gasUsed = LittleEndian.getLong(in, at + 420);
    long timestamp = LittleEndian.getLong(in, at + 428);
    require(u32(in, at + 436) == fixed, "offset of the extra data");
    UInt256 baseFee =
        UInt256.ofWords(
            LittleEndian.getLong(in, at + 464),
            LittleEndian.getLong(in, at + 456),
            LittleEndian.getLong(in, at + 448),
            LittleEndian.getLong(in, at + 440));
    Hash blockHash = Hash.of(in, at + 472);
    long transactions = u32(in, at + 504);
    require(
        transactions >= fixed && transactions <= Math.min(fixed + MAX_EXTRA_DATA_BYTES, size),
        "offset of the transactions");
    at += FIXED_V1;
    long withdrawals = size;
    if (version.hasWithdrawals()) {
      withdrawals = u32(in, at);
      require(withdrawals >= transactions && withdrawals <= size, "offset of the withdrawals");
      at += 4;
    }
    Long blobGasUsed = null;
    Long excessBlobGas = null;
    if (version.hasBeaconRoot()) {
      blobGasUsed = LittleEndian.getLong(in, at);
      excessBlobGas = LittleEndian.getLong(in, at + 8);
      at += 16;
    }
    Hash withdrawalsRoot = version.hasWithdrawalsRoot() ? Hash.of(in, at) : null;
    return new ExecutionPayload(
        parentHash,
        feeRecipient,
        stateRoot,
        receiptsRoot,
        logsBloom,
        prevRandao,
        number,
        gasLimit,
        gasUsed,
        timestamp,
        Bytes.copyOf(in, start + fixed, (int) transactions - fixed),
        baseFee,
        blockHash,
        transactions(in, start + (int) transactions, start + (int) withdrawals),
        version.hasWithdrawals() ? withdrawals(in, start + (int) withdrawals) : null,
        blobGasUsed,
        excessBlobGas,
        withdrawalsRoot);
  }

  private static List<Bytes> transactions(byte[] in, int start, int end) {
    int size = end - start;
    if (size == 0) {
      return List.of();
    }
    require(size >= 4, "transactions");
    long first = u32(in, start);
    require(first % 4 == 0 && first > 0 && first <= size, "offset of the first transaction");
    int count = (int) first / 4;
    require(count <= MAX_TRANSACTIONS, "number of transactions");
    List<Bytes> transactions = new ArrayList<>(count);
    long current = first;
    for (int i = 1; i <= count; i++) {
      long next = i < count ? u32(in, start + 4 * i) : size;
      require(next >= current && next <= size, "offset of a transaction");
      transactions.add(Bytes.copyOf(in, start + (int) current, (int) (next - current)));
      current = next;
    }
    return transactions;
  }

  private static List<Withdrawal> withdrawals(byte[] in, int start) {
    int size = in.length - start;
    require(
        size % WITHDRAWAL_BYTES == 0 && size / WITHDRAWAL_BYTES <= MAX_WITHDRAWALS, "withdrawals");
    List<Withdrawal> withdrawals = new ArrayList<>();
    for (int at = start; at < in.length; at += WITHDRAWAL_BYTES) {
      withdrawals.add(
          new Withdrawal(
              LittleEndian.getLong(in, at),
              LittleEndian.getLong(in, at + 8),
              Address.of(in, at + 16),
              LittleEndian.getLong(in, at + 36)));
    }
    return withdrawals;
  }

  private static long u32(byte[] in, int at) {
    return in[at] & 0xffL
        | (in[at + 1] & 0xffL) << 8
        | (in[at + 2] & 0xffL) << 16
        | (in[at + 3] & 0xffL) << 24;
  }

  private static void require(boolean holds, String what) {
    if (!holds) {
      throw new DecodeException("payload: " + what);
    }
  }

  private static final class Writer {
    private final byte[] target;
    private int at;

    private Writer(byte[] target, int at) {
      this.target = target;
      this.at = at;
    }

    private void hash(Hash value) {
      value.writeTo(target, at);
      at += 32;
    }

    private void bytes(byte[] value) {
      System.arraycopy(value, 0, target, at, value.length);
      at += value.length;
    }

    private void u64(long value) {
      for (int i = 0; i < 8; i++) {
        target[at++] = (byte) (value >>> 8 * i);
      }
    }

    private void u32(int value) {
      for (int i = 0; i < 4; i++) {
        target[at++] = (byte) (value >>> 8 * i);
      }
    }
  }
}
