package dev.kopi.adapters.script;

import java.io.Serializable;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.mozilla.javascript.BaseFunction;
import org.mozilla.javascript.Callable;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.LambdaFunction;
import org.mozilla.javascript.NativeArray;
import org.mozilla.javascript.RhinoException;
import org.mozilla.javascript.ScriptRuntime;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;
import org.mozilla.javascript.Undefined;
import org.mozilla.javascript.typedarrays.NativeTypedArrayView;

/**
 * The global objects of a script. Rhino looks at the budget between instructions, not within a
 * function of the language; so each of these is wrapped in a check of its operands, and those that
 * could take much for small operands are left out or written anew.
 */
final class SafeScope {
  private static final int ATTRIBUTES = ScriptableObject.DONTENUM;

  /** The largest ArrayBuffer and typed array. */
  private static final int MAX_BUFFER = 1 << 24;

  /** The longest text that the replacement of strings may make. */
  private static final long MAX_REPLACED = 1 << 24;

  private static final Set<String> REMOVED =
      Set.of(
          "Proxy",
          "Reflect",
          "Promise",
          "Symbol",
          "BigInt",
          "BigInt64Array",
          "BigUint64Array",
          "WeakRef",
          "FinalizationRegistry",
          "SharedArrayBuffer",
          "Atomics",
          "DataView",
          "With",
          "Script",
          "Call",
          "Continuation",
          "Iterator",
          "StopIteration",
          "uneval",
          "XML",
          "XMLList",
          "Namespace",
          "QName",
          "isXMLName",
          "getClass",
          "JavaAdapter",
          "JavaImporter",
          "Packages",
          "java",
          "javax",
          "org",
          "com",
          "edu",
          "net");

  private static final Set<String> REMOVED_METHODS =
      Set.of(
          "raw",
          "flat",
          "toSource",
          "getOwnPropertySymbols",
          "resize",
          "transfer",
          "transferToFixedLength",
          "fromAsync",
          "matchAll");

  private static final Set<String> LIMITED_CONSTRUCTORS =
      Set.of(
          "ArrayBuffer",
          "Int8Array",
          "Uint8Array",
          "Uint8ClampedArray",
          "Int16Array",
          "Uint16Array",
          "Int32Array",
          "Uint32Array",
          "Float32Array",
          "Float64Array",
          "Map",
          "Set",
          "WeakMap",
          "WeakSet");

  private final ScriptBudget budget;
  private final ScriptableObject global;

  private SafeScope(Context context, ScriptBudget budget) {
    this.budget = budget;
    this.global = context.initSafeStandardObjects(null, false);
  }

  static ScriptableObject create(Context context, ScriptBudget budget) {
    SafeScope scope = new SafeScope(context, budget);
    scope.restrict();
    return scope.global;
  }

  private void restrict() {
    for (String name : REMOVED) {
      global.delete(name);
    }
    ScriptableObject array = wrapAll("Array", true, false);
    ScriptableObject text = wrapAll("String", false, true);
    for (Object id : global.getAllIds()) {
      Object value = global.get(id.toString(), global);
      boolean done = value == global || value == array || value == text;
      if (value instanceof ScriptableObject && !done) {
        wrapAll(id.toString(), false, false);
      }
    }
    joinOwnWay(prototype(array));
    ScriptableObject bytes = (ScriptableObject) global.get("Uint8Array", global);
    joinOwnWay((ScriptableObject) prototype(bytes).getPrototype());
    for (String name : LIMITED_CONSTRUCTORS) {
      limit(name);
    }
    define((ScriptableObject) global.get("JSON", global), "stringify", 1, this::stringify);
    ScriptableObject.defineProperty(
        global,
        SourceCompiler.CHECK,
        new LambdaFunction(global, "check", 1, (cx, scope, self, args) -> checked(args[0])),
        ATTRIBUTES | ScriptableObject.READONLY | ScriptableObject.PERMANENT);
  }

  private static ScriptableObject prototype(ScriptableObject constructor) {
    return (ScriptableObject) constructor.get("prototype", constructor);
  }

  private static void define(
      ScriptableObject holder, String name, int arity, SerializableCall call) {
    ScriptableObject.defineProperty(
        holder, name, new LambdaFunction(holder, name, arity, call::call), ATTRIBUTES);
  }

  private interface SerializableCall extends Serializable {
    @Nullable Object call(Context context, Scriptable scope, Scriptable self, Object[] arguments);
  }

  /** Wraps the functions of a global object and of its prototypes; returns the object. */
  private ScriptableObject wrapAll(String name, boolean ofArrays, boolean ofStrings) {
    ScriptableObject holder = (ScriptableObject) global.get(name, global);
    wrapMembers(holder, false, false);
    Object prototype = holder.get("prototype", holder);
    Scriptable last = ScriptableObject.getObjectPrototype(global);
    boolean objects = name.equals("Object");
    while (prototype instanceof ScriptableObject known && (known != last || objects)) {
      wrapMembers(known, ofArrays, ofStrings);
      prototype = known.getPrototype();
    }
    return holder;
  }

  private void wrapMembers(ScriptableObject holder, boolean ofArrays, boolean ofStrings) {
    for (Object id : holder.getAllIds()) {
      if (!(id instanceof String name) || name.equals("constructor") || name.equals("prototype")) {
        continue;
      }
      if (REMOVED_METHODS.contains(name)) {
        holder.delete(name);
      } else if (!holder.isConst(name)
          && member(holder, name) instanceof Function function
          && !(function instanceof Wrapper)) {
        ScriptableObject.defineProperty(
            holder, name, new Wrapper(this, name, function, ofArrays, ofStrings), ATTRIBUTES);
      }
    }
  }

  /** The value of a member; null for one that only instances have. */
  private static @Nullable Object member(ScriptableObject holder, String name) {
    try {
      return ScriptableObject.getProperty(holder, name);
    } catch (RhinoException e) {
      return null;
    }
  }

  /** A function of the language behind a check of its operands. */
  private static final class Wrapper extends BaseFunction {
    private final transient SafeScope owner;
    private final String name;
    private final Function target;
    private final boolean ofArrays;
    private final boolean ofStrings;

    Wrapper(SafeScope owner, String name, Function target, boolean ofArrays, boolean ofStrings) {
      super(owner.global, ScriptableObject.getFunctionPrototype(owner.global));
      this.owner = owner;
      this.name = name;
      this.target = target;
      this.ofArrays = ofArrays;
      this.ofStrings = ofStrings;
    }

    @Override
    public String getFunctionName() {
      return name;
    }

    @Override
    public Object call(Context cx, Scriptable scope, Scriptable self, Object[] arguments) {
      Scriptable receiver = ofArrays ? owner.array(self) : self;
      owner.check(receiver, arguments);
      int list = name.equals("from") ? 0 : name.equals("apply") ? 1 : arguments.length;
      if (list < arguments.length) {
        owner.checkList(arguments[list]);
      }
      if (ofStrings) {
        owner.checkResult(name, self, arguments);
      }
      return target.call(cx, scope, receiver, arguments);
    }

    @Override
    public Scriptable construct(Context cx, Scriptable scope, Object[] arguments) {
      throw ScriptRuntime.typeErrorById("msg.not.ctor", name);
    }
  }

  /** A constructor behind a check of its operands. */
  private static final class Limited extends BaseFunction {
    private final transient SafeScope owner;
    private final String name;
    private final Function target;

    Limited(SafeScope owner, String name, Function target) {
      super(owner.global, target);
      this.owner = owner;
      this.name = name;
      this.target = target;
    }

    @Override
    public String getFunctionName() {
      return name;
    }

    @Override
    public Object call(Context cx, Scriptable scope, Scriptable self, Object[] arguments) {
      return target.call(cx, scope, self, arguments);
    }

    @Override
    public Scriptable construct(Context cx, Scriptable scope, Object[] arguments) {
      owner.check(this, arguments);
      Object first = arguments.length == 0 ? Undefined.instance : arguments[0];
      if (first instanceof Number number && number.doubleValue() > MAX_BUFFER) {
        throw new ScriptAbort("a buffer is longer than " + MAX_BUFFER);
      }
      owner.checkList(first);
      return target.construct(
          cx, scope, name.equals("ArrayBuffer") ? new Object[] {first} : arguments);
    }
  }

  private void limit(String name) {
    if (global.get(name, global) instanceof Function target) {
      Limited limited = new Limited(this, name, target);
      ScriptableObject prototype = prototype((ScriptableObject) target);
      limited.setImmunePrototypeProperty(prototype);
      ScriptableObject.defineProperty(prototype, "constructor", limited, ATTRIBUTES);
      ScriptableObject.defineProperty(global, name, limited, ATTRIBUTES);
    }
  }

  private Object checked(Object operand) {
    if (operand instanceof CharSequence text) {
      ScriptBudget.checkLength(text.length());
    }
    return operand;
  }

  private void check(Scriptable self, Object[] arguments) {
    budget.check();
    long length = length(self);
    for (Object argument : arguments) {
      length += length(argument);
    }
    ScriptBudget.checkLength(length);
  }

  private static long length(@Nullable Object value) {
    return switch (value) {
      case CharSequence text -> text.length();
      case NativeArray array -> array.getLength();
      case null, default -> 0;
    };
  }

  /** Refuses lists that are no arrays: their length may change while they are read. */
  private void checkList(@Nullable Object value) {
    boolean safe =
        !(value instanceof Scriptable)
            || value instanceof NativeArray
            || value instanceof NativeTypedArrayView
            || !ScriptableObject.hasProperty((Scriptable) value, "length");
    if (!safe && !isArguments(value)) {
      throw new ScriptAbort("an array is expected");
    }
  }

  private static boolean isArguments(@Nullable Object value) {
    return value instanceof Scriptable object
        && object.getClassName().equals("Arguments")
        && ScriptRuntime.toNumber(ScriptableObject.getProperty(object, "length")) <= 1000;
  }

  /** The receiver of a method of arrays; of what is none, a copy. */
  private Scriptable array(Scriptable self) {
    if (self instanceof NativeArray) {
      return self;
    }
    if (self instanceof NativeTypedArrayView<?> view) {
      ScriptBudget.checkLength(view.size());
      return Context.getCurrentContext().newArray(global, view.toArray());
    }
    double length = ScriptRuntime.toNumber(ScriptableObject.getProperty(self, "length"));
    ScriptBudget.checkLength(Double.isNaN(length) ? 0 : (long) length);
    Object[] elements = new Object[Double.isNaN(length) ? 0 : Math.max(0, (int) length)];
    for (int i = 0; i < elements.length; i++) {
      Object element = ScriptableObject.getProperty(self, i);
      elements[i] = element == Scriptable.NOT_FOUND ? Undefined.instance : element;
    }
    return Context.getCurrentContext().newArray(global, elements);
  }

  /** Bounds what methods of strings make of small operands. */
  private void checkResult(String name, Scriptable self, Object[] arguments) {
    switch (name) {
      case "repeat", "padStart", "padEnd" -> {
        double count = arguments.length == 0 ? 0 : ScriptRuntime.toInteger(arguments[0]);
        if (arguments.length > 0) {
          arguments[0] = count;
        }
        long unit = name.equals("repeat") ? ScriptRuntime.toString(self).length() : 1;
        ScriptBudget.checkLength((long) Math.min(1e15, Math.max(0, count)) * unit);
      }
      case "replace", "replaceAll" -> {
        if (arguments.length > 1 && !(arguments[1] instanceof Callable)) {
          String replacement = ScriptRuntime.toString(arguments[1]);
          arguments[1] = replacement;
          long length = ScriptRuntime.toString(self).length();
          long references = replacement.chars().filter(c -> c == '$').count();
          long most = (length + 1) * (replacement.length() + references * length);
          if (most > MAX_REPLACED) {
            throw new ScriptAbort("a replacement may make too long a string");
          }
        }
      }
      default -> {}
    }
  }

  private void joinOwnWay(ScriptableObject prototype) {
    define(prototype, "join", 1, (cx, scope, self, arguments) -> join(cx, self, arguments));
    define(prototype, "toString", 0, (cx, scope, self, none) -> join(cx, self, new Object[0]));
    define(
        prototype, "toLocaleString", 0, (cx, scope, self, none) -> join(cx, self, new Object[0]));
  }

  private String join(Context cx, Scriptable self, Object[] arguments) {
    Scriptable list = array(self);
    boolean comma = arguments.length == 0 || Undefined.isUndefined(arguments[0]);
    String separator = comma ? "," : ScriptRuntime.toString(arguments[0]);
    check(list, arguments);
    return new ScriptText(cx, global, budget, ScriptBudget.MAX_LENGTH)
        .join((List<?>) list, separator);
  }

  private Object stringify(Context cx, Scriptable scope, Scriptable self, Object[] arguments) {
    for (int i = 1; i < arguments.length; i++) {
      if (arguments[i] != null && !Undefined.isUndefined(arguments[i])) {
        throw new ScriptAbort("JSON.stringify takes one argument here");
      }
    }
    String text =
        new ScriptText(cx, global, budget, ScriptBudget.MAX_LENGTH)
            .json(arguments.length == 0 ? Undefined.instance : arguments[0]);
    return text == null ? Undefined.instance : text;
  }
}
