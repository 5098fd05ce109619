package dev.kopi.core.derivation.attributes;

import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/**
 * The log by which the deposit contract announces a deposit: {@code TransactionDeposited(address
 * indexed from, address indexed to, uint256 indexed version, bytes opaqueData)}.
 *
 * @see <a href="https://specs.optimism.io/protocol/deposits.html#deposit-contract">Deposit
 *     contract</a>
 */
public final class DepositLog {
  /** The first topic. */
  public static final Hash TOPIC =
      AbiEncoder.topic("TransactionDeposited(address,address,uint256,bytes)");

  /** Mint, value, gas limit and the flag for a creation. */
  private static final int FIXED_PART = 32 + 32 + 8 + 1;

  private DepositLog() {}

  /** Whether a log is one, well-formed or not. */
  public static boolean matches(Log log, Address depositContract) {
    return log.address().equals(depositContract)
        && !log.topics().isEmpty()
        && log.topics().getFirst().equals(TOPIC);
  }

  /**
   * Reads a deposit.
   *
   * @param l1BlockHash the hash of the log's block
   * @param logIndex the log's place among all logs of the block
   * @throws DecodeException when the log does not follow the format
   */
  public static Transaction.Deposit decode(Log log, Hash l1BlockHash, long logIndex) {
    if (log.topics().size() != 4) {
      throw new DecodeException("deposit: " + log.topics().size() + " topics, expected 4");
    }
    if (!log.topics().get(3).isZero()) {
      throw new DecodeException("deposit: version " + log.topics().get(3) + " is not known");
    }
    byte[] data = log.data().unsafeArray();
    if (data.length < 64 || data.length % 32 != 0) {
      throw new DecodeException("deposit: log data of " + data.length + " bytes");
    }
    UInt256 offset = UInt256.fromBytes(data, 0, 32);
    UInt256 length = UInt256.fromBytes(data, 32, 32);
    int room = data.length - 64;
    if (!offset.equals(UInt256.of(32))) {
      throw new DecodeException("deposit: opaque data at " + offset + ", expected 32");
    }
    // The padding is minimal: less than one word lies behind the opaque data.
    if (!length.fitsLong()
        || Long.compareUnsigned(length.lowLong(), room) > 0
        || length.lowLong() + 32 <= room) {
      throw new DecodeException("deposit: opaque data of " + length + " bytes in " + room);
    }
    int size = (int) length.lowLong();
    if (size < FIXED_PART) {
      throw new DecodeException("deposit: opaque data of " + size + " bytes");
    }
    // "In case of a contract creation (cf. isCreation), this address is set to null."
    @Nullable Address to = data[64 + 72] == 0 ? address(log.topics().get(2)) : null;
    return new Transaction.Deposit(
        SourceHash.userDeposit(l1BlockHash, logIndex),
        address(log.topics().get(1)),
        to,
        UInt256.fromBytes(data, 64, 32),
        UInt256.fromBytes(data, 96, 32),
        BigEndian.getLong(data, 128),
        false,
        Bytes.copyOf(data, 64 + FIXED_PART, size - FIXED_PART));
  }

  private static Address address(Hash topic) {
    return Address.fromWord(topic.toUInt256());
  }
}
