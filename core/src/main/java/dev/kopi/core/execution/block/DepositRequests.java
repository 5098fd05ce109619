package dev.kopi.core.execution.block;

import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Validator deposits, read from the logs of the deposit contract (EIP-6110).
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-6110">EIP-6110</a>
 */
final class DepositRequests {
  /** keccak256("DepositEvent(bytes,bytes,bytes,bytes,bytes)"). */
  private static final Hash EVENT =
      Hash.fromHex("0x649bbc62d0e31342afea4e5cd82d4049e7e1ee912fc0889aa790803be39038c5");

  private static final int DATA_SIZE = 576;

  /** Offsets of the five fields: public key, withdrawal credentials, amount, signature, index. */
  private static final int[] OFFSETS = {160, 256, 320, 384, 512};

  private static final int[] SIZES = {48, 32, 8, 96, 8};

  private DepositRequests() {}

  /**
   * The requests in the logs, one after another; null when a log does not have the event's layout.
   */
  static @Nullable Bytes of(List<Log> logs, Address contract) {
    List<Bytes> parts = new ArrayList<>();
    for (Log log : logs) {
      if (log.address().equals(contract)
          && !log.topics().isEmpty()
          && log.topics().getFirst().equals(EVENT)) {
        if (!hasLayout(log.data())) {
          return null;
        }
        for (int i = 0; i < OFFSETS.length; i++) {
          int start = OFFSETS[i] + 32;
          parts.add(log.data().slice(start, start + SIZES[i]));
        }
      }
    }
    return Bytes.concat(parts.toArray(new Bytes[0]));
  }

  /**
   * "is_valid_deposit_event_data": the offsets and lengths that the contract writes, and no others.
   */
  private static boolean hasLayout(Bytes data) {
    if (data.size() != DATA_SIZE) {
      return false;
    }
    for (int i = 0; i < OFFSETS.length; i++) {
      if (!isWord(data, 32 * i, OFFSETS[i]) || !isWord(data, OFFSETS[i], SIZES[i])) {
        return false;
      }
    }
    return true;
  }

  private static boolean isWord(Bytes data, int at, int value) {
    return UInt256.fromBytes(data.unsafeArray(), at, 32).equals(UInt256.of(value));
  }
}
