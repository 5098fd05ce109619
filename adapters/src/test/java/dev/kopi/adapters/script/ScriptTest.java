package dev.kopi.adapters.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.primitives.Bytes;
import java.math.BigInteger;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Scripts that compute, and hostile ones. */
@Timeout(60)
class ScriptTest {
  private static final ScriptLimits LIMITS = new ScriptLimits(Duration.ofSeconds(5), 256L << 20);

  private static final ScriptLimits SHORT = new ScriptLimits(Duration.ofMillis(300), 1L << 40);

  /** The result of a function with this body, as JSON. */
  private static String run(ScriptLimits limits, String body) {
    Script script = new Script(limits);
    script.load("{result: function() { " + body + " }}");
    script.restart();
    return script.json("result", 1 << 20);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "return 1 + 2 + 'x'                                        | \"3x\"",
        "return {a: [1, 'b', null, undefined, true, NaN], f: run}; function run() {} | "
            + "{\"a\":[1,\"b\",null,null,true,null]}",
        "return undefined                                          | null",
        "var o = {s: 'a'}; o.s += 'b'; o['s'] += 1; return o.s     | \"ab1\"",
        "let f = (a, b) => a * b; return [1, 2].map(x => f(x, 3))  | [3,6]",
        "return new Uint8Array([1, 2])                             | {\"0\":1,\"1\":2}",
        "return Array.prototype.slice.call(new Uint8Array([7, 8]), 1) | [8]",
        "return new Uint8Array(2).constructor === Uint8Array       | true",
        "return [1, [2, 3]] + '' + [].concat([4])                  | \"1,2,34\"",
        "return `${1}-${'x'}`                                      | \"1-x\"",
        "return bigInt('123456789012345678901234567890').multiply(2).toString(16) | "
            + "\"31dd21fed86e7c1dc9c7e15a4\"",
        "return {n: bigInt(5)}                                     | {\"n\":\"5\"}",
        "return 'a-b'.replace(/-/g, '+') + 'x'.repeat(3)           | \"a+bxxx\"",
        "return JSON.stringify({a: 1}) + JSON.parse('[2]')[0]      | \"{\\\"a\\\":1}2\"",
        "try { null.x } catch (e) { return e instanceof TypeError } | true",
        "var s = 0; for (var v of [1, 2, 3]) s += v; return s      | 6",
        "return Object.keys({b: 1, a: 2}).join()                   | \"b,a\"",
        "return [new Map([[1, 2]]).get(1), new Set([1, 1]).size]   | [2,1]",
        "return (function() { return Math.max.apply(null, arguments) })(1, 9, 3) | 9",
      })
  void computes(String body, String expected) {
    assertThat(run(LIMITS, body)).isEqualTo(expected);
  }

  /** No name reaches Java, and no text becomes code. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "java.lang.System.exit(1)",
        "Packages.java",
        "return new JavaAdapter()",
        "importPackage(java.io)",
        "return getClass()",
        "(1).getClass()",
        "''.getClass().forName('java.lang.System')",
        "return new With({})",
        "return (function() {}).getClass()",
      })
  void doesNotReachJava(String body) {
    assertThatThrownBy(() -> run(LIMITS, body))
        .isInstanceOf(ScriptException.class)
        .message()
        .containsAnyOf("is not defined", "Cannot find function");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "return (function() {}).constructor('return 7')()",
        "return (() => 1).constructor('return 7')()",
        "return [].map.constructor('return 7')()",
        "return new Function('return 7')()",
        "return eval('7')",
        "return (0, eval)('7')",
      })
  void makesNoCodeFromText(String body) {
    assertThatThrownBy(() -> run(LIMITS, body))
        .isInstanceOf(ScriptException.class)
        .hasMessageStartingWith("a script cannot make code from text");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "while (true);",
        "try { while (true); } catch (e) {} finally { while (true); }",
        "for (;;) { try { throw 1 } catch (e) {} }",
        "return /(a+)+b/.test('a'.repeat(60))",
        "return /(a|a)*c/.exec('a'.repeat(60))",
        "return 'a'.repeat(60).replace(/(a|a)*c/, '')",
        "return 'a'.repeat(60).split(/(a+)+b/)",
        "var o = {toJSON: function() { while (true); }}; return o",
        "return [3, 2, 1].sort(function() { while (true); })",
        "function* g() { while (true) yield 1 } for (var x of g()); ",
        "var a = []; for (;;) a[0] = 1",
      })
  void endsAfterItsTime(String body) {
    assertThatThrownBy(() -> run(SHORT, body))
        .isInstanceOf(ScriptException.class)
        .hasMessage("execution timeout    in server-side tracer function 'result'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "var a = []; while (true) a.push({x: a.length})",
        "var a = []; while (true) a.push('x'.repeat(1000000) + a.length)",
        "var a = []; while (true) a.push(new Uint8Array(1 << 20))",
        "var m = new Map(); for (var i = 0; ; i++) m.set(i, i)",
        "var o = {}; for (var i = 0; ; i++) o['k' + i] = i",
      })
  void endsWhenItAllocatesTooMuch(String body) {
    assertThatThrownBy(() -> run(LIMITS, body))
        .isInstanceOf(ScriptException.class)
        .hasMessage(
            "the script allocates more than 268435456 bytes"
                + "    in server-side tracer function 'result'");
  }

  /** Each of these would take gigabytes, or hours, within one function of the language. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "var s = 'ab'; for (var i = 0; i < 30; i++) s += s; return s",
        "var o = {s: 'ab'}; for (var i = 0; i < 30; i++) o.s += o.s; return o",
        "var s = 'ab'; for (var i = 0; i < 30; i++) s = `${s}${s}`; return s",
        "var s = 'ab'; for (var i = 0; i < 30; i++) s = s.concat(s); return s",
        "return 'ab'.repeat(1e9)",
        "return 'ab'.padStart(1e9)",
        "return 'ab'.padEnd({valueOf: function() { return 1e9 }})",
        "return new Array(1e9).join('x')",
        "return String(new Array(1e9))",
        "return new Array(1e9) + ''",
        "return new Array(1e9).fill(0)",
        "return Array.prototype.indexOf.call({length: 1e12}, 1)",
        "return Array.from({length: 1e9})",
        "return Math.max.apply(null, {length: 1e9})",
        "return Math.max.apply(null, new Array(1e9))",
        "return new Uint8Array(2e9)",
        "return new Uint8Array({length: 2e9})",
        "return new ArrayBuffer(2e9)",
        "return new Set(new Array(1e9))",
        "var s = 'x'.repeat(100000); return s.replace(/x/g, \"$`$'\")",
        "var a = ['x'.repeat(1000)]; for (var i = 0; i < 30; i++) a = [a, a]; return a",
        "var a = ['x'.repeat(1000)]; for (var i = 0; i < 30; i++) a = [a, a]; return String(a)",
        "var a = ['x']; for (var i = 0; i < 30; i++) a = [a, a]; return JSON.stringify(a)",
      })
  void endsWhenAResultWouldBeTooLong(String body) {
    assertThatThrownBy(() -> run(LIMITS, body))
        .isInstanceOf(ScriptException.class)
        .hasMessageEndingWith("    in server-side tracer function 'result'");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "function f() { return f() + 1 } return f()",
        "var a = []; a[0] = a; return a",
        "var a = []; for (var i = 0; i < 5000; i++) a = [a]; return a",
        "var a = []; for (var i = 0; i < 5000; i++) a = [a]; return String(a)",
        "function f() { return [1].map(f) } return f()",
        "var o = {toString: function() { return '' + o }}; return '' + o",
      })
  void endsWhenItNestsTooDeeply(String body) {
    assertThatThrownBy(() -> run(LIMITS, body))
        .isInstanceOf(ScriptException.class)
        .message()
        .containsAnyOf("nest", "stack depth");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{a: 1n}              | line 1: a literal of BigInt is not supported",
        "{f() { with({}) {} }} | line 1: with is not supported",
        "{a: [...[1]]}        | line 1: the spread operator is not supported",
        "1                    | the script is no object",
        "{                    | invalid property id (line 1)",
      })
  void refusesWhatItCannotBound(String source, String message) {
    assertThatThrownBy(() -> new Script(LIMITS).load(source))
        .isInstanceOf(ScriptException.class)
        .hasMessage(message);
  }

  @Test
  void scriptsCannotReplaceTheCheckOfOperands() {
    assertThatThrownBy(() ->
            run(
                LIMITS,
                "this['\\0check'] = function(x) { return x }; delete globalThis['\\0check'];"
                    + "try { globalThis['\\0check'] = function(x) { return x } } catch (e) {}"
                    + "var s = 'ab'; for (var i = 0; i < 30; i++) s += s; return s"))
        .hasMessageContaining("longer than");
  }

  /** Integers of the host are those of the library, around 2^53 and beyond. */
  @ParameterizedTest
  @ValueSource(strings = {"0", "1", "9007199254740991", "9007199254740992", "10000000000000000000"})
  void takesIntegersOfTheHost(String digits) {
    Script script = new Script(LIMITS);
    script.define("host", arguments -> new BigInteger(digits));
    script.load(
        "{result: function() { var x = host(), y = bigInt('"
            + digits
            + "'); return [x.equals(y), x.plus(y).minus(y).toString(), x.toString(16), x,"
            + " JSON.stringify(x) === JSON.stringify(y), x.isSmall === y.isSmall] }}");
    String hex = new BigInteger(digits).toString(16);
    assertThat(script.json("result", 1000))
        .isEqualTo("[true,\"" + digits + "\",\"" + hex + "\",\"" + digits + "\",true,true]");
  }

  @Test
  void callsFunctionsOfTheHost() {
    Script script = new Script(LIMITS);
    script.define("size", arguments -> (long) arguments.bytes(0, true).size());
    script.define("half", arguments -> BigInteger.valueOf(arguments.integer(0) / 2));
    script.define("bytes", arguments -> Bytes.fromHex("0x0aff"));
    script.define(
        "fail",
        arguments -> {
          throw new ScriptException("no " + arguments.text(0));
        });
    script.load(
        "{result: function(v) { return [size('0xabc'), size(new Uint8Array(3)), size([1]),"
            + " half(9), bytes()[1], v.x] },"
            + " bad: function() { try { fail('way') } catch (e) { } }, odd: function() {"
            + " size(1) }}");
    assertThat(script.json("result", 100, script.values(Map.of("x", "y"))))
        .isEqualTo("[2,3,1,\"4\",255,\"y\"]");
    assertThatThrownBy(() -> script.call("bad"))
        .hasMessage("no way    in server-side tracer function 'bad'");
    assertThatThrownBy(() -> script.call("odd"))
        .hasMessage("invalid buffer type    in server-side tracer function 'odd'");
    assertThat(script.has("result")).isTrue();
    assertThat(script.has("step")).isFalse();
  }
}
