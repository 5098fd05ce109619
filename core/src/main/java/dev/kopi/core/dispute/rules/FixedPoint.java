package dev.kopi.core.dispute.rules;

import java.math.BigInteger;

/**
 * Logarithm and exponential of numbers with 18 decimals, step by step as solady's FixedPointMathLib
 * computes them, for arguments that do not overflow there.
 */
final class FixedPoint {
  private static final int SCALE = 96;
  private static final BigInteger LN_2 = new BigInteger("54916777467707473351141471128");

  private FixedPoint() {}

  private static BigInteger number(String decimal) {
    return new BigInteger(decimal);
  }

  /** (y * x >> 96) + c. */
  private static BigInteger horner(BigInteger y, BigInteger x, String c) {
    return y.multiply(x).shiftRight(SCALE).add(number(c));
  }

  /** The exponential; rounds down. */
  static BigInteger exp(BigInteger wad) {
    BigInteger x = wad.shiftLeft(78).divide(BigInteger.valueOf(5).pow(18));
    BigInteger k =
        x.shiftLeft(SCALE).divide(LN_2).add(BigInteger.ONE.shiftLeft(95)).shiftRight(SCALE);
    x = x.subtract(k.multiply(LN_2));
    BigInteger y = x.add(number("1346386616545796478920950773328"));
    y = horner(y, x, "57155421227552351082224309758442");
    BigInteger p = y.add(x).subtract(number("94201549194550492254356042504812"));
    p = horner(p, y, "28719021644029726153956944680412240");
    p = p.multiply(x).add(number("4385272521454847904659076985693276").shiftLeft(SCALE));
    BigInteger q = x.subtract(number("2855989394907223263936484059900"));
    q = horner(q, x, "50020603652535783019961831881945");
    q = horner(q, x, "-533845033583426703283633433725380");
    q = horner(q, x, "3604857256930695427073651918689429");
    q = horner(q, x, "-14423608567350463180887372962807573");
    q = horner(q, x, "26449188498355588339934803723976023");
    return p.divide(q)
        .multiply(number("3822833074963236453042738258902158003155416615667"))
        .shiftRight(195 - k.intValueExact());
  }

  /** The natural logarithm; rounds down. */
  static BigInteger ln(BigInteger wad) {
    int k = wad.bitLength() - 1 - SCALE;
    BigInteger x = wad.shiftLeft(159 - k).shiftRight(159);
    BigInteger p = x.add(number("3273285459638523848632254066296"));
    p = horner(p, x, "24828157081833163892658089445524");
    p = horner(p, x, "43456485725739037958740375743393");
    p = horner(p, x, "-11111509109440967052023855526967");
    p = horner(p, x, "-45023709667254063763336534515857");
    p = horner(p, x, "-14706773417378608786704636184526");
    p = p.multiply(x).subtract(number("795164235651350426258249787498").shiftLeft(SCALE));
    BigInteger q = x.add(number("5573035233440673466300451813936"));
    q = horner(q, x, "71694874799317883764090561454958");
    q = horner(q, x, "283447036172924575727196451306956");
    q = horner(q, x, "401686690394027663651624208769553");
    q = horner(q, x, "204048457590392012362485061816622");
    q = horner(q, x, "31853899698501571402653359427138");
    q = horner(q, x, "909429971244387300277376558375");
    return p.divide(q)
        .multiply(number("1677202110996718588342820967067443963516166"))
        .add(
            number("16597577552685614221487285958193947469193820559219878177908093499208371")
                .multiply(BigInteger.valueOf(k)))
        .add(number("600920179829731861736702779321621459595472258049074101567377883020018308"))
        .shiftRight(174);
  }
}
