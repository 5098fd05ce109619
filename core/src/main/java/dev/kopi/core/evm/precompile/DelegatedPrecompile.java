package dev.kopi.core.evm.precompile;

import dev.kopi.core.crypto.PrecompileResults;
import org.jspecify.annotations.Nullable;

/**
 * A precompile whose output is computed elsewhere. Lengths are checked here, so that inputs that
 * fail under any rules are never asked for.
 *
 * @param kind which one
 * @param inner gives the price
 * @param results computes the output
 */
record DelegatedPrecompile(Kind kind, Precompile inner, PrecompileResults results)
    implements Precompile {

  /** The precompiles that may be computed elsewhere, with the lengths of input and output. */
  enum Kind {
    BN254_PAIRING(0x08, 192, true, true, 32),
    BLS_G1_ADD(0x0b, 256, false, false, 128),
    BLS_G1_MSM(0x0c, 160, true, false, 128),
    BLS_G2_ADD(0x0d, 512, false, false, 256),
    BLS_G2_MSM(0x0e, 288, true, false, 256),
    BLS_PAIRING(0x0f, 384, true, false, 32),
    BLS_MAP_TO_G1(0x10, 64, false, false, 128),
    BLS_MAP_TO_G2(0x11, 128, false, false, 256);

    private final int number;
    private final int itemBytes;
    private final boolean severalItems;
    private final boolean noItems;
    private final int outputBytes;

    Kind(int number, int itemBytes, boolean severalItems, boolean noItems, int outputBytes) {
      this.number = number;
      this.itemBytes = itemBytes;
      this.severalItems = severalItems;
      this.noItems = noItems;
      this.outputBytes = outputBytes;
    }

    /** The number that the address is. */
    int number() {
      return number;
    }

    private boolean accepts(int length) {
      if (length == 0) {
        return noItems;
      }
      return severalItems ? length % itemBytes == 0 : length == itemBytes;
    }
  }

  @Override
  public long gas(byte[] input, int offset, int length) {
    return inner.gas(input, offset, length);
  }

  @Override
  public byte @Nullable [] run(byte[] input, int offset, int length) {
    if (!kind.accepts(length)) {
      return null;
    }
    long gas = inner.gas(input, offset, length);
    byte[] output = results.run(kind.number, gas, input, offset, length);
    if (output != null && output.length != kind.outputBytes) {
      throw new IllegalStateException(
          "precompile " + kind + " answered with " + output.length + " bytes");
    }
    return output;
  }
}
