package dev.kopi.services.engine.rpc.chain;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;

/**
 * A storage slot as callers name it: hex of at most 32 bytes, with or without 0x, of any length.
 *
 * @param slot the slot
 * @param answered how answers name it: as 32 bytes if the caller wrote 32 bytes, else as a quantity
 */
record StorageKey(UInt256 slot, String answered) {
  /**
   * Reads a key.
   *
   * @throws RpcException when it is malformed, with go-ethereum's message
   */
  static StorageKey read(String text) {
    boolean prefixed = text.startsWith("0x") || text.startsWith("0X");
    String digits = prefixed ? text.substring(2) : text;
    if (digits.length() % 2 == 1) {
      digits = "0" + digits;
    }
    if (digits.length() > 64) {
      throw malformed("storage key too long (want at most 32 bytes)", text);
    }
    UInt256 slot;
    try {
      slot = digits.isEmpty() ? UInt256.ZERO : UInt256.fromHex("0x" + digits);
    } catch (DecodeException e) {
      throw malformed("invalid hex in storage key", text);
    }
    return new StorageKey(slot, digits.length() == 64 ? slot.toHash().toHex() : slot.toHex());
  }

  private static RpcException malformed(String problem, String text) {
    return RpcException.invalidParams(problem + ": \"" + text + "\"");
  }
}
