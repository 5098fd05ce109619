package dev.kopi.core.evm;

import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.JournaledAccount;

/** The call or creation to run next, requested by a frame or from outside. One instance per EVM. */
final class PendingCall {
  CallKind kind = CallKind.CALL;

  /** The result of CALLER in the new frame. */
  Address caller = Address.ZERO;

  /** The account that pays the value, and whose nonce a creation increments. */
  JournaledAccount payer;

  /** The account whose storage and balance the new frame uses; for a creation set on entry. */
  JournaledAccount recipient;

  /** The called account, which may be a precompile. */
  JournaledAccount target;

  /** The account whose code runs: the target, or the one it delegates to. */
  JournaledAccount codeAccount;

  /** The salt of CREATE2. */
  Hash salt = Hash.ZERO;

  /** The result of CALLVALUE in the new frame. */
  UInt256 value = UInt256.ZERO;

  long gas;
  byte[] input = Bytes.EMPTY.unsafeArray();
  int inputOffset;
  int inputLength;
  boolean isStatic;

  PendingCall(JournaledAccount nobody) {
    payer = nobody;
    recipient = nobody;
    target = nobody;
    codeAccount = nobody;
  }
}
