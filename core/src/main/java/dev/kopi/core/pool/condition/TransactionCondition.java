package dev.kopi.core.pool.condition;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The condition under which a transaction may be included in a block. The builder of the block
 * enforces it; consensus knows nothing of it.
 *
 * @param accounts the expected storage, by account
 * @param numberMin the lowest block number, or null
 * @param numberMax the highest block number, or null
 * @param secondsMin the earliest timestamp, unsigned, or null
 * @param secondsMax the latest timestamp, unsigned, or null
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7796">EIP-7796</a>
 */
public record TransactionCondition(
    SortedMap<Address, KnownAccount> accounts,
    @Nullable UInt256 numberMin,
    @Nullable UInt256 numberMax,
    @Nullable Long secondsMin,
    @Nullable Long secondsMax) {
  /** Copies the map. */
  public TransactionCondition {
    accounts = Collections.unmodifiableSortedMap(new TreeMap<>(accounts));
  }

  /** The storage of accounts, as far as conditions look at it. */
  public interface Storage {
    /** The storage root of an account; that of an empty trie for an absent one. */
    Hash root(Address address);

    /** The value of a slot. */
    Hash value(Address address, Hash slot);
  }

  /** The number of look-ups that a check takes. */
  public int cost() {
    int cost = 0;
    for (KnownAccount account : accounts.values()) {
      cost +=
          1
              + switch (account) {
                case KnownAccount.Root root -> 1;
                case KnownAccount.Slots(SortedMap<Hash, Hash> values) -> values.size();
              };
    }
    cost += numberMin != null || numberMax != null ? 1 : 0;
    return cost + (secondsMin != null || secondsMax != null ? 1 : 0);
  }

  /** Whether no block number is in the range. */
  public boolean excludesAllNumbers() {
    return numberMin != null && numberMax != null && numberMin.compareTo(numberMax) > 0;
  }

  /** Whether no timestamp is in the range. */
  public boolean excludesAllTimes() {
    return secondsMin != null
        && secondsMax != null
        && Long.compareUnsigned(secondsMin, secondsMax) > 0;
  }

  /** Why a block with this number and timestamp does not meet it, or null. */
  public @Nullable ConditionFault checkBlock(long number, long timestampSeconds) {
    UInt256 wide = UInt256.of(number);
    if (numberMin != null && numberMin.compareTo(wide) > 0) {
      return ConditionFault.OfBlock.NUMBER_TOO_LOW;
    }
    if (numberMax != null && numberMax.compareTo(wide) < 0) {
      return ConditionFault.OfBlock.NUMBER_TOO_HIGH;
    }
    if (secondsMin != null && Long.compareUnsigned(secondsMin, timestampSeconds) > 0) {
      return ConditionFault.OfBlock.TOO_EARLY;
    }
    if (secondsMax != null && Long.compareUnsigned(secondsMax, timestampSeconds) < 0) {
      return ConditionFault.OfBlock.TOO_LATE;
    }
    return null;
  }

  /** Why the storage does not meet it, or null. */
  public @Nullable ConditionFault checkStorage(Storage storage) {
    for (Map.Entry<Address, KnownAccount> one : accounts.entrySet()) {
      ConditionFault fault =
          switch (one.getValue()) {
            case KnownAccount.Root(Hash root) -> checkRoot(one.getKey(), root, storage);
            case KnownAccount.Slots(SortedMap<Hash, Hash> values) ->
                checkSlots(one.getKey(), values, storage);
          };
      if (fault != null) {
        return fault;
      }
    }
    return null;
  }

  private static @Nullable ConditionFault checkRoot(
      Address address, Hash expected, Storage storage) {
    Hash found = storage.root(address);
    return found.equals(expected) ? null : new ConditionFault.OtherRoot(found, expected);
  }

  private static @Nullable ConditionFault checkSlots(
      Address address, SortedMap<Hash, Hash> values, Storage storage) {
    for (Map.Entry<Hash, Hash> slot : values.entrySet()) {
      Hash found = storage.value(address, slot.getKey());
      if (!found.equals(slot.getValue())) {
        return new ConditionFault.OtherValue(slot.getKey(), found, slot.getValue());
      }
    }
    return null;
  }
}
