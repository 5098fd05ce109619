package dev.kopi.core.dispute.rules;

import dev.kopi.core.primitives.UInt256;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

/**
 * The bonds of moves: 200 gwei a gas, for 400,000 gas at the root and 300,000,000 at the maximal
 * depth, growing by the same factor from level to level. The contract demands equality, so the
 * fixed-point steps are those of its library, solady's FixedPointMathLib.
 *
 * @see <a href="https://specs.optimism.io/fault-proof/stage-one/bond-incentives.html#moves">Bond
 *     incentives</a>
 */
public final class BondCurve {
  private static final BigInteger WAD = BigInteger.TEN.pow(18);
  private static final BigInteger GAS_PRICE = BigInteger.valueOf(200_000_000_000L);
  private static final BigInteger BASE_GAS = BigInteger.valueOf(400_000);
  private static final BigInteger GROWTH = BigInteger.valueOf(750);

  private final List<UInt256> bonds;

  private BondCurve(List<UInt256> bonds) {
    this.bonds = List.copyOf(bonds);
  }

  /** The bonds of a game of this depth. */
  public static BondCurve of(int maxDepth) {
    BigInteger ratio = FixedPoint.ln(GROWTH.multiply(WAD));
    BigInteger perLevel = WAD.multiply(WAD).divide(BigInteger.valueOf(maxDepth).multiply(WAD));
    BigInteger base = FixedPoint.exp(ratio.multiply(perLevel).divide(WAD));
    BigInteger growth = FixedPoint.ln(base);
    List<UInt256> bonds = new ArrayList<>(maxDepth + 1);
    for (int depth = 0; depth <= maxDepth; depth++) {
      BigInteger exponent = BigInteger.valueOf(depth).multiply(WAD);
      BigInteger factor = FixedPoint.exp(growth.multiply(exponent).divide(WAD));
      bonds.add(UInt256.of(BASE_GAS.multiply(factor).divide(WAD).multiply(GAS_PRICE)));
    }
    return new BondCurve(bonds);
  }

  /** The bond of a claim at a depth, in wei; not of the root claim, whose bond the factory sets. */
  public UInt256 at(int depth) {
    return bonds.get(depth);
  }
}
