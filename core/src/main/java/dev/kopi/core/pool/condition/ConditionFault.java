package dev.kopi.core.pool.condition;

import dev.kopi.core.primitives.Hash;

/** Why a condition does not hold. */
public sealed interface ConditionFault {
  /** The block is outside of the demanded range. */
  enum OfBlock implements ConditionFault {
    /** Its number is too low. */
    NUMBER_TOO_LOW,
    /** Its number is too high. */
    NUMBER_TOO_HIGH,
    /** It is too early. */
    TOO_EARLY,
    /** It is too late. */
    TOO_LATE
  }

  /** The storage root of an account differs. */
  record OtherRoot(Hash found, Hash expected) implements ConditionFault {}

  /** A slot of an account differs. */
  record OtherValue(Hash slot, Hash found, Hash expected) implements ConditionFault {}
}
