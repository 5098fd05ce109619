package dev.kopi.core.evm;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.JournaledAccount;

/** The call or creation that a frame asks for, or that comes from outside. One for each machine. */
final class PendingCall {
  CallKind kind = CallKind.CALL;

  /** On whose word: what CALLER answers in the new frame. */
  Address caller = Address.ZERO;

  /** Whose balance the value comes from, and whose nonce a creation counts. */
  JournaledAccount payer;

  /** Whose storage and balance the new frame works on; for a creation set when it begins. */
  JournaledAccount recipient;

  /** The account that is called; a precompile if it is one. */
  JournaledAccount target;

  /** Whose code runs: the target's, or another's to which it delegates. */
  JournaledAccount codeAccount;

  /** What CREATE2 takes beside the code. */
  Hash salt = Hash.ZERO;

  /** The value, as CALLVALUE answers it in the new frame. */
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
