package dev.kopi.adapters.script;

import dev.kopi.core.primitives.Bytes;
import java.math.BigInteger;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.mozilla.javascript.Callable;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.LambdaFunction;
import org.mozilla.javascript.NativeObject;
import org.mozilla.javascript.RhinoException;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;
import org.mozilla.javascript.Undefined;
import org.mozilla.javascript.typedarrays.NativeUint8Array;

/**
 * An object of a script, whose methods are called. It sees the language's own objects without those
 * that reach Java or make code from text, {@code bigInt}, and what is {@linkplain #define defined}.
 * For one thread.
 */
public final class Script {
  /** Runs in a context. */
  private interface Action<T extends @Nullable Object> {
    T run(Context context);
  }

  private final ScriptLimits limits;
  private final ScriptBudget budget;
  private final ScriptContexts contexts;
  private final Context reused;
  private final ScriptableObject global;
  private final BigIntegers integers;
  private Scriptable object;

  /** A script of which nothing is loaded. */
  public Script(ScriptLimits limits) {
    this.limits = limits;
    this.budget = new ScriptBudget();
    this.contexts = new ScriptContexts(budget);
    this.reused = contexts.newContext();
    this.global = inside(null, context -> SafeScope.create(context, budget));
    this.integers = inside(null, context -> new BigIntegers(context, global));
    this.object = global;
    restart();
  }

  private <T extends @Nullable Object> T inside(@Nullable String function, Action<T> action) {
    String where = function == null ? "" : "    in server-side tracer function '" + function + "'";
    budget.enter();
    try (Context context = contexts.enterContext(reused)) {
      budget.check();
      return action.run(context);
    } catch (ScriptAbort | ScriptException e) {
      throw new ScriptException(e.getMessage() + where);
    } catch (RhinoException e) {
      throw new ScriptException(e.details() + " (line " + e.lineNumber() + ")" + where);
    } catch (StackOverflowError e) {
      throw new ScriptException("the script nests too deeply" + where);
    } finally {
      budget.leave();
    }
  }

  /** Starts the limits anew. */
  public void restart() {
    budget.restart(limits);
  }

  /** Defines a global function. */
  public void define(String name, HostFunction function) {
    ScriptableObject.putProperty(global, name, function(name, function));
  }

  /** An object of functions. */
  public Object object(Map<String, HostFunction> functions) {
    NativeObject made = newObject();
    functions.forEach((name, one) -> ScriptableObject.putProperty(made, name, function(name, one)));
    return made;
  }

  /** An object of values, each of which a {@link HostFunction} may return. */
  public Object values(Map<String, ? extends @Nullable Object> values) {
    return inside(
        null,
        context -> {
          NativeObject made = newObject();
          values.forEach(
              (name, value) -> ScriptableObject.putProperty(made, name, toScript(context, value)));
          return made;
        });
  }

  /** Adds an object as a field of another one. */
  public void put(Object holder, String name, Object value) {
    ScriptableObject.putProperty((Scriptable) holder, name, value);
  }

  private NativeObject newObject() {
    NativeObject made = new NativeObject();
    made.setParentScope(global);
    made.setPrototype(ScriptableObject.getObjectPrototype(global));
    return made;
  }

  private LambdaFunction function(String name, HostFunction function) {
    return new LambdaFunction(
        global,
        name,
        1,
        (context, scope, self, arguments) -> {
          try {
            return toScript(context, function.call(new ScriptArguments(arguments)));
          } catch (ScriptException e) {
            throw new ScriptAbort(String.valueOf(e.getMessage()));
          }
        });
  }

  private @Nullable Object toScript(Context context, @Nullable Object value) {
    return switch (value) {
      case null -> Undefined.instance;
      case Bytes bytes -> buffer(context, bytes);
      case BigInteger number -> integers.of(context, number);
      case Long number -> number < 0 ? number + 0x1p64 : number.doubleValue();
      case Integer number -> number.doubleValue();
      case String text -> text;
      case Boolean known -> known;
      case Scriptable known -> known;
      default -> throw new IllegalArgumentException("a script cannot take " + value.getClass());
    };
  }

  private Object buffer(Context context, Bytes bytes) {
    Scriptable made = context.newObject(global, "Uint8Array", new Object[] {bytes.size()});
    NativeUint8Array view = (NativeUint8Array) made;
    bytes.copyTo(0, view.getBuffer().getBuffer(), 0, bytes.size());
    return made;
  }

  /**
   * Evaluates an expression, whose value is an object.
   *
   * @throws ScriptException when it fails
   */
  public void load(String source) {
    object =
        inside(
            null,
            context -> {
              Object value =
                  SourceCompiler.compile(context, "(" + source + ")", true)
                      .exec(context, global, global);
              if (value instanceof Scriptable known) {
                return known;
              }
              throw new ScriptException("the script is no object");
            });
  }

  /** Whether the object has a method. */
  public boolean has(String method) {
    return inside(
        null, context -> ScriptableObject.getProperty(object, method) instanceof Callable);
  }

  private Object invoke(Context context, String method, Object[] arguments) {
    Object[] values = new Object[arguments.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = toScript(context, arguments[i]);
    }
    Callable callable = (Callable) ScriptableObject.getProperty(object, method);
    return callable.call(context, global, object, values);
  }

  /**
   * Calls a method of the object.
   *
   * @throws ScriptException when it fails
   */
  public void call(String method, Object... arguments) {
    inside(method, context -> invoke(context, method, arguments));
  }

  /**
   * Calls a method of the object, for its result as JSON.
   *
   * @param maxChars the longest result
   * @throws ScriptException when it fails, or the result is too long
   */
  public String json(String method, int maxChars, Object... arguments) {
    return inside(
        method,
        context -> {
          Object value = invoke(context, method, arguments);
          String text = new ScriptText(context, global, budget, maxChars).json(value);
          return text == null ? "null" : text;
        });
  }
}
