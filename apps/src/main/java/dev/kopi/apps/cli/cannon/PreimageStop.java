package dev.kopi.apps.cli.cannon;

import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.core.cannon.machine.StepProof;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import org.jspecify.annotations.Nullable;

/**
 * At which read of a pre-image a run stops.
 *
 * @param any at the first one
 * @param prefix of the key; empty for none
 * @param offset where it reads, counted from the length before the value
 * @param fromStep not before this step
 * @param largerThan the value with its length has more bytes; 0 for any size
 */
record PreimageStop(boolean any, Bytes prefix, long offset, long fromStep, long largerThan) {
  /**
   * Of the options.
   *
   * @param key a prefix, perhaps with an offset and a step: {@code PREFIX@OFFSET@STEP}
   * @param type a name of a type of keys
   */
  static PreimageStop of(@Nullable String key, @Nullable String type, long largerThan) {
    if (key != null) {
      String[] parts = key.split("@", -1);
      if (parts.length > 3) {
        throw new WrongUsage("--stop-at-preimage must be PREFIX[@OFFSET[@STEP]]: " + key);
      }
      return new PreimageStop(
          false,
          prefix(parts[0]),
          parts.length > 1 ? number(parts[1]) : 0,
          parts.length > 2 ? number(parts[2]) : 0,
          largerThan);
    }
    Bytes prefix =
        switch (type == null ? "" : type) {
          case "local" -> type(1);
          case "keccak" -> type(2);
          case "sha256" -> type(4);
          case "blob" -> type(5);
          case "precompile" -> type(6);
          case "any", "" -> Bytes.EMPTY;
          default ->
              throw new WrongUsage(
                  "--stop-at-preimage-type must be local, keccak, sha256, blob, precompile or any: "
                      + type);
        };
    return new PreimageStop("any".equals(type), prefix, 0, 0, largerThan);
  }

  private static Bytes type(int number) {
    return Bytes.wrap(new byte[] {(byte) number});
  }

  private static Bytes prefix(String hex) {
    String digits = hex.startsWith("0x") ? hex.substring(2) : hex;
    try {
      return Bytes.fromHex(digits.length() % 2 == 0 ? digits : "0" + digits);
    } catch (DecodeException | IllegalArgumentException e) {
      throw new WrongUsage("--stop-at-preimage: the prefix is not hex: " + hex);
    }
  }

  private static long number(String text) {
    try {
      return Long.parseUnsignedLong(text);
    } catch (NumberFormatException e) {
      throw new WrongUsage("--stop-at-preimage: not a number: " + text);
    }
  }

  /** Whether a run may stop at a read at all. */
  boolean isSet() {
    return any || !prefix.isEmpty() || largerThan > 0;
  }

  /** Whether the run stops after a step that read. */
  boolean matches(StepProof.Preimage read, long step) {
    if (any) {
      return true;
    }
    boolean size = largerThan > 0 && read.value().size() > largerThan;
    boolean key =
        !prefix.isEmpty()
            && prefix.size() <= 32
            && read.key().toBytes().slice(0, prefix.size()).equals(prefix);
    if (prefix.isEmpty()) {
      return size;
    }
    return key && (largerThan > 0 ? size : read.offset() == offset && step >= fromStep);
  }
}
