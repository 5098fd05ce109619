package dev.kopi.adapters.script;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.mozilla.javascript.Callable;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.LambdaFunction;
import org.mozilla.javascript.NativeObject;
import org.mozilla.javascript.Script;
import org.mozilla.javascript.ScriptRuntime;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;
import org.mozilla.javascript.Undefined;

/** The integers of a script: those of the library BigInteger.js, with {@code bigInt}. */
final class BigIntegers {
  /** Replaces the conversion to other radices, which takes the library long. */
  private static final String IMPROVEMENT =
      """
      ;(function(inRadix) {
        [bigInt('1e20'), bigInt(1)].forEach(function(one) {
          var prototype = Object.getPrototypeOf(one);
          var decimal = prototype.toString;
          prototype.toString = function(radix) {
            var known = typeof radix === 'number' && radix >= 2 && radix <= 36
                && radix !== 10 && Math.floor(radix) === radix;
            var text = known ? inRadix(decimal.call(this), radix) : undefined;
            return text === undefined ? decimal.call(this, radix) : text;
          };
        });
      })
      """;

  /** Digits that are converted at once. */
  private static final int MAX_DIGITS = 10_000;

  /** The library keeps integers below this as numbers, others as digits in the base. */
  private static final BigInteger SMALL = BigInteger.ONE.shiftLeft(53);

  private static final BigInteger BASE = BigInteger.valueOf(10_000_000);

  private static final Script LIBRARY = compile();

  private final ScriptableObject global;
  private final Scriptable small;
  private final Scriptable large;

  BigIntegers(Context context, ScriptableObject global) {
    this.global = global;
    Callable improve = (Callable) LIBRARY.exec(context, global, global);
    LambdaFunction convert =
        new LambdaFunction(
            global, "inRadix", 2, (cx, scope, self, arguments) -> inRadix(arguments));
    improve.call(context, global, global, new Object[] {convert});
    Callable bigInt = (Callable) global.get("bigInt", global);
    small = prototype(bigInt.call(context, global, global, new Object[] {1.0}));
    large = prototype(bigInt.call(context, global, global, new Object[] {"1e20"}));
  }

  private static Scriptable prototype(Object integer) {
    return ((Scriptable) integer).getPrototype();
  }

  private static Script compile() {
    String source;
    try (InputStream in = BigIntegers.class.getResourceAsStream("big-integer.js")) {
      source = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (Context context = new ScriptContexts(new ScriptBudget()).enterContext()) {
      return SourceCompiler.compile(context, source + IMPROVEMENT, false);
    }
  }

  /** Decimal digits in another radix; undefined when there are too many. */
  private static Object inRadix(Object[] arguments) {
    String digits = ScriptRuntime.toString(arguments[0]);
    return digits.length() > MAX_DIGITS
        ? Undefined.instance
        : new BigInteger(digits).toString(ScriptRuntime.toInt32(arguments[1]));
  }

  /** An integer of the script, as the library represents it; not negative. */
  Object of(Context context, BigInteger value) {
    NativeObject made = new NativeObject();
    made.setParentScope(global);
    boolean fits = value.compareTo(SMALL) < 0;
    made.setPrototype(fits ? small : large);
    made.put("value", made, fits ? (Object) value.doubleValue() : digits(context, value));
    made.put("sign", made, false);
    made.put("isSmall", made, fits);
    return made;
  }

  private Scriptable digits(Context context, BigInteger value) {
    List<Object> digits = new ArrayList<>();
    for (BigInteger left = value; left.signum() != 0; ) {
      BigInteger[] parts = left.divideAndRemainder(BASE);
      digits.add(parts[1].doubleValue());
      left = parts[0];
    }
    return context.newArray(global, digits.toArray());
  }
}
