package dev.kopi.adapters.script;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.mozilla.javascript.Callable;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.NativeArray;
import org.mozilla.javascript.ScriptRuntime;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;
import org.mozilla.javascript.Symbol;
import org.mozilla.javascript.Undefined;
import org.mozilla.javascript.typedarrays.NativeTypedArrayView;

/** Writes values of a script as text of bounded length: as JSON, or joined. */
final class ScriptText {
  private static final int MAX_DEPTH = 200;

  private final Context context;
  private final Scriptable scope;
  private final ScriptBudget budget;
  private final int maxChars;
  private final StringBuilder out = new StringBuilder();
  private int depth;

  ScriptText(Context context, Scriptable scope, ScriptBudget budget, int maxChars) {
    this.context = context;
    this.scope = scope;
    this.budget = budget;
    this.maxChars = maxChars;
  }

  /** The elements of an array as strings with a separator between. */
  String join(List<?> elements, String separator) {
    for (int i = 0; i < elements.size(); i++) {
      if (i > 0) {
        append(separator);
      }
      Object element = elements.get(i);
      if (element != null && !Undefined.isUndefined(element)) {
        append(ScriptRuntime.toString(element));
      }
    }
    return out.toString();
  }

  /** JSON of a value, or null when it has none, as a function. */
  @Nullable String json(@Nullable Object value) {
    return write("", value) ? out.toString() : null;
  }

  private void append(String text) {
    if (out.length() + (long) text.length() > maxChars) {
      throw new ScriptAbort("a text is longer than " + maxChars + " characters");
    }
    out.append(text);
    if ((out.length() & 0xfff) < text.length()) {
      budget.check();
    }
  }

  private static boolean isOmitted(@Nullable Object value) {
    return Undefined.isUndefined(value) || value instanceof Callable || value instanceof Symbol;
  }

  /** Writes a value; false when it is left out. */
  private boolean write(Object key, @Nullable Object given) {
    Object value = given;
    if (value instanceof Scriptable object
        && ScriptableObject.getProperty(object, "toJSON") instanceof Callable function) {
      value = function.call(context, scope, object, new Object[] {ScriptRuntime.toString(key)});
    }
    if (isOmitted(value)) {
      return false;
    }
    switch (value) {
      case null -> append("null");
      case Boolean known -> append(known.toString());
      case Number number -> writeNumber(number.doubleValue());
      case CharSequence text -> quote(text.toString());
      case Scriptable object -> writeObject(object);
      default -> throw new ScriptAbort("a value has no JSON");
    }
    return true;
  }

  private void writeNumber(double number) {
    boolean finite = !Double.isNaN(number) && !Double.isInfinite(number);
    append(finite ? ScriptRuntime.toString(number) : "null");
  }

  private void writeObject(Scriptable object) {
    if (++depth > MAX_DEPTH) {
      throw new ScriptAbort("an object is nested too deeply, or holds itself");
    }
    switch (object.getClassName()) {
      case "String" -> quote(ScriptRuntime.toString(object));
      case "Number" -> writeNumber(ScriptRuntime.toNumber(object));
      case "Boolean" -> append(String.valueOf(object.getDefaultValue(Boolean.class)));
      default -> {
        if (object instanceof NativeArray array) {
          writeArray(array);
        } else if (object instanceof NativeTypedArrayView<?> view) {
          writeView(view);
        } else {
          writeFields(object);
        }
      }
    }
    depth--;
  }

  private void writeArray(NativeArray array) {
    ScriptBudget.checkLength(array.getLength());
    append("[");
    for (int i = 0; i < array.getLength(); i++) {
      append(i == 0 ? "" : ",");
      if (!write(i, ScriptableObject.getProperty(array, i))) {
        append("null");
      }
    }
    append("]");
  }

  private void writeView(NativeTypedArrayView<?> view) {
    append("{");
    for (int i = 0; i < view.size(); i++) {
      append((i == 0 ? "\"" : ",\"") + i + "\":");
      write(i, view.get(i));
    }
    append("}");
  }

  private void writeFields(Scriptable object) {
    append("{");
    boolean first = true;
    for (Object id : object.getIds()) {
      if (id instanceof Symbol) {
        continue;
      }
      Object value =
          id instanceof Integer index
              ? ScriptableObject.getProperty(object, index)
              : ScriptableObject.getProperty(object, id.toString());
      int before = out.length();
      append(first ? "" : ",");
      quote(id.toString());
      append(":");
      if (write(id, value)) {
        first = false;
      } else {
        out.setLength(before);
      }
    }
    append("}");
  }

  private void quote(String text) {
    StringBuilder quoted = new StringBuilder(text.length() + 2).append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"', '\\' -> quoted.append('\\').append(c);
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        case '\b' -> quoted.append("\\b");
        case '\f' -> quoted.append("\\f");
        default -> {
          if (c < 0x20 || Character.isSurrogate(c) && !isPaired(text, i)) {
            quoted.append(String.format("\\u%04x", (int) c));
          } else {
            quoted.append(c);
          }
        }
      }
    }
    append(quoted.append('"').toString());
  }

  private static boolean isPaired(String text, int at) {
    char c = text.charAt(at);
    return Character.isHighSurrogate(c)
        ? at + 1 < text.length() && Character.isLowSurrogate(text.charAt(at + 1))
        : at > 0 && Character.isHighSurrogate(text.charAt(at - 1));
  }
}
