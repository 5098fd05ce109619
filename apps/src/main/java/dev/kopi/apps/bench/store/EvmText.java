package dev.kopi.apps.bench.store;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hex;
import java.io.ByteArrayOutputStream;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Assembles EVM code from words: names of operations, {@code PUSH} with a number after it, {@code
 * :name} for a place to jump to and {@code @name} to push that place.
 */
final class EvmText {
  private static final Map<String, Integer> OPERATIONS = new HashMap<>();

  static {
    name(0x00, "STOP ADD MUL SUB DIV");
    name(0x06, "MOD");
    name(0x10, "LT GT SLT SGT EQ ISZERO AND OR XOR NOT BYTE SHL SHR");
    name(0x20, "KECCAK256");
    name(0x30, "ADDRESS BALANCE ORIGIN CALLER CALLVALUE CALLDATALOAD");
    name(0x42, "TIMESTAMP NUMBER");
    name(0x50, "POP MLOAD MSTORE MSTORE8 SLOAD SSTORE JUMP JUMPI PC MSIZE GAS JUMPDEST");
    name(0xa0, "LOG0 LOG1 LOG2 LOG3 LOG4");
    name(0xf1, "CALL CALLCODE RETURN");
    name(0xfd, "REVERT");
    for (int i = 1; i <= 16; i++) {
      OPERATIONS.put("DUP" + i, 0x7f + i);
      OPERATIONS.put("SWAP" + i, 0x8f + i);
    }
  }

  private static final int PUSH1 = 0x60;
  private static final int PUSH2 = 0x61;
  private static final int JUMPDEST = 0x5b;

  private EvmText() {}

  private static void name(int first, String names) {
    int code = first;
    for (String name : names.split(" ")) {
      OPERATIONS.put(name, code++);
    }
  }

  /**
   * The code of a text.
   *
   * @throws IllegalArgumentException when a word is not known
   */
  static Bytes assemble(String text) {
    ByteArrayOutputStream code = new ByteArrayOutputStream();
    Map<String, Integer> places = new HashMap<>();
    Map<Integer, String> jumps = new HashMap<>();
    String[] words = text.strip().split("\\s+");
    for (int i = 0; i < words.length; i++) {
      String word = words[i];
      if (word.startsWith(":")) {
        places.put(word.substring(1), code.size());
        code.write(JUMPDEST);
      } else if (word.startsWith("@")) {
        jumps.put(code.size() + 1, word.substring(1));
        code.writeBytes(new byte[] {(byte) PUSH2, 0, 0});
      } else if (word.equals("PUSH")) {
        byte[] value = number(words[++i]);
        code.write(PUSH1 + value.length - 1);
        code.writeBytes(value);
      } else {
        Integer operation = OPERATIONS.get(word);
        if (operation == null) {
          throw new IllegalArgumentException("unknown operation " + word);
        }
        code.write(operation);
      }
    }
    byte[] out = code.toByteArray();
    jumps.forEach((at, name) -> {
      Integer place = places.get(name);
      if (place == null) {
        throw new IllegalArgumentException("unknown place " + name);
      }
      out[at] = (byte) (place >> 8);
      out[at + 1] = place.byteValue();
    });
    return Bytes.wrap(out);
  }

  private static byte[] number(String text) {
    String hex =
        text.startsWith("0x")
            ? text.substring(2).toLowerCase(Locale.ROOT)
            : Long.toHexString(Long.parseLong(text));
    return Hex.decode("0x" + (hex.length() % 2 == 0 ? hex : "0" + hex));
  }
}
