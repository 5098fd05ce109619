package dev.kopi.services.engine.rpc.trace.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.RpcRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Tracers in JavaScript, with the interface and the error messages of go-ethereum's. */
class ScriptTracerTest {
  private static final CallLimits LIMITS = new CallLimits(0, Duration.ofSeconds(5));
  private static final RpcRig RIG = RpcRig.of(EngineRig.holocene(), LIMITS);
  private static final String CONTRACT = "0x" + "cc".repeat(20);
  private static final String OTHER = "0x" + "dd".repeat(20);
  private static final String WORD = "0x" + "00".repeat(31);

  @AfterAll
  static void close() {
    RIG.close();
  }

  /** Traces a call with 100,000 gas. The other contract reverts; slot 1 holds 7. */
  private static JsonNode trace(String code, String tracer, JsonNode config) {
    ObjectNode contract = Json.object().put("code", "0x" + code);
    contract.putObject("stateDiff").put(WORD + "01", WORD + "07");
    ObjectNode options = Json.object().put("tracer", tracer);
    options.set("tracerConfig", config);
    ObjectNode accounts = options.putObject("stateOverrides");
    accounts.set(CONTRACT, contract);
    accounts.putObject(OTHER).put("code", "0x5f5ffd");
    ObjectNode call = Json.object().put("to", CONTRACT).put("gas", "0x186a0");
    return RIG.call(
        "debug_traceCall", Json.text(Json.array().add(call).add("latest").add(options)));
  }

  private static String traced(String code, String functions) {
    String tracer = "{fault: function() {}, " + functions + "}";
    return Json.text(trace(code, tracer, JsonValues.nothing()));
  }

  /** PUSH1 1, PUSH1 1, STOP, unless told otherwise. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "count: 0, step: function() { this.count++ }, result: function() { return this.count } | 3",
        "d: [], step: function(log) { this.d.push(log.stack.length()) }, "
            + "result: function() { return this.d } | [0,1,2]",
        "d: [], step: function(log) { this.d.push(log.op.toString(), log.op.isPush()) }, "
            + "result: function() { return this.d } | [\"PUSH1\",true,\"PUSH1\",true,\"STOP\",false]",
        "d: [], step: function(log) { this.d.push(log.getPC(), log.getGas(), log.getCost(), "
            + "log.getDepth(), log.getRefund(), log.op.toNumber(), log.getError()) }, "
            + "result: function() { return this.d.slice(0, 7) } | [0,79000,3,1,0,96,null]",
        "result: function(ctx) { return [ctx.type, ctx.gas, ctx.gasUsed, ctx.gasPrice, ctx.value, "
            + "toHex(ctx.to), toHex(ctx.input), ctx.error, ctx.blockHash] } | "
            + "[\"CALL\",100000,21006,\"0\",\"0\","
            + "\"0xcccccccccccccccccccccccccccccccccccccccc\",\"0x\",null,null]",
        "result: function() { return toHex(toWord('0xffaa')) } | "
            + "\"0x000000000000000000000000000000000000000000000000000000000000ffaa\"",
        "result: function() { return toAddress('0x1122') } | {\"0\":0,\"1\":0,\"2\":0,\"3\":0,"
            + "\"4\":0,\"5\":0,\"6\":0,\"7\":0,\"8\":0,\"9\":0,\"10\":0,\"11\":0,\"12\":0,"
            + "\"13\":0,\"14\":0,\"15\":0,\"16\":0,\"17\":0,\"18\":17,\"19\":34}",
        "result: function() { return [isPrecompiled(toAddress('0x09')), "
            + "isPrecompiled(toAddress('0x99'))] } | [true,false]",
        "result: function() { return toHex(toContract('0x00', 0)) } | "
            + "\"0xbd770416a3345f91e4b34576cb804a576fa48eb1\"",
        "result: function() { return toHex(toContract2('0x00', '0x00', '0x00')) } | "
            + "\"0x4d1a2e2bb4f88f0250f26ffff098b0b30b26bf38\"",
        "result: function() { return toHex(slice(toWord('0x0102'), 30, 32)) } | \"0x0102\"",
        "a: null, step: function(log) { this.a = log.contract.getAddress() }, "
            + "result: function() { return toHex(toAddress(this.a)) } | "
            + "\"0xcccccccccccccccccccccccccccccccccccccccc\"",
        "result: function(ctx, db) { return [db.getBalance(ctx.to), db.getNonce(ctx.from), "
            + "toHex(db.getCode(ctx.to)), db.exists(toAddress('0x77')), "
            + "toHex(db.getState(ctx.to, toWord('0x1')))] } | "
            + "[\"0\",1,\"0x6001600100\",false,"
            + "\"0x0000000000000000000000000000000000000000000000000000000000000007\"]",
      })
  void seeOperationsAndState(String functions, String expected) {
    assertThat(traced("6001600100", functions)).isEqualTo(expected);
  }

  @Test
  void seeMemoryBeforeTheOperation() {
    assertThat(
            traced(
                "60ff5f5300",
                "d: [], step: function(log) { if (log.op.isPush()) return;"
                    + " this.d.push(log.memory.length(), toHex(log.memory.slice(0, 2))); },"
                    + " result: function() { return this.d }"))
        .isEqualTo("[0,\"0x0000\",32,\"0xff00\"]");
  }

  /** SSTORE of 9 in slot 1, which holds 7; SELFDESTRUCT. */
  @Test
  void seeTheStateBeforeTheOperation() {
    assertThat(
            traced(
                "600960015560015450" + "73" + "dd".repeat(20) + "ff",
                "d: [], step: function(log, db) { var op = log.op.toString();"
                    + " if (op == 'SSTORE' || op == 'SLOAD') this.d.push(op,"
                    + " toHex(db.getState(log.contract.getAddress(), toWord('0x01'))).slice(-1)) },"
                    + " result: function() { return this.d }"))
        .isEqualTo("[\"SSTORE\",\"7\",\"SLOAD\",\"9\"]");
  }

  /** A CALL of the contract that reverts, then SELFDESTRUCT. */
  @Test
  void seeCallsAndFaults() {
    assertThat(
            traced(
                "5f5f5f5f5f73" + "dd".repeat(20) + "5af15073" + "dd".repeat(20) + "ff",
                "d: [], enter: function(f) { this.d.push('enter', f.getType(), toHex(f.getTo()),"
                    + " f.getValue()) }, exit: function(r) { this.d.push('exit', r.getGasUsed(),"
                    + " r.getError()) }, fault: function(log) { this.d.push('fault',"
                    + " log.op.toString(), log.getError()) }, result: function() {"
                    + " return this.d }"))
        .isEqualTo(
            "[\"enter\",\"CALL\",\""
                + OTHER
                + "\",\"0\",\"fault\",\"REVERT\",\"execution reverted\",\"exit\",4,"
                + "\"execution reverted\",\"enter\",\"SELFDESTRUCT\",\""
                + OTHER
                + "\",\"0\",\"exit\",0,null]");
  }

  /** Some halts are found before the operation runs, others by running it. */
  @Test
  void seeHaltsInStepOrInFault() {
    String functions =
        "d: [], step: function(log) { this.d.push(log.getError()) }, fault: function(log) {"
            + " this.d.push('fault: ' + log.getError()) }, result: function(ctx) {"
            + " return this.d.concat(ctx.error) }";
    assertThat(traced("01", functions))
        .isEqualTo("[\"stack underflow (0 <=> 2)\",\"stack underflow (0 <=> 2)\"]");
    assertThat(traced("ef", functions))
        .isEqualTo(
            "[null,\"fault: invalid opcode: opcode 0xef not defined\","
                + "\"invalid opcode: opcode 0xef not defined\"]");
  }

  @Test
  void takeTheirOptionsAsText() {
    String tracer =
        "{c: null, setup: function(text) { this.c = JSON.parse(text) }, fault: function() {},"
            + " result: function() { return this.c.foo || this.c }}";
    assertThat(Json.text(trace("00", tracer, Json.object().put("foo", "bar"))))
        .isEqualTo("\"bar\"");
    assertThat(Json.text(trace("00", tracer, JsonValues.nothing()))).isEqualTo("{}");
  }

  @Test
  void startAnewForEachTransactionAndSeeItsPlace() {
    EngineRig engine = RIG.engine();
    ExecutionPayload block =
        engine.build(
            3,
            engine.genesis(),
            EngineRig.opAttributes(1002, true, EngineRig.deposit(1), EngineRig.deposit(2)));
    String tracer =
        "{n: 0, fault: function() {}, result: function(ctx) { return [this.n++, ctx.txIndex,"
            + " toHex(ctx.txHash), toHex(ctx.blockHash), ctx.block] }}";
    JsonNode traces =
        RIG.call("debug_traceBlockByNumber", "[\"0x1\",{\"tracer\":\"" + tracer + "\"}]");
    for (int i = 0; i < 2; i++) {
      String hash = EngineRig.hashes(block).get(i).toHex();
      assertThat(Json.text(traces.get(i).path("result")))
          .isEqualTo("[0," + i + ",\"" + hash + "\",\"" + block.blockHash().toHex() + "\",1]");
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{step: function(log) { log.memory.slice(-1, -2) }, fault: function() {}, result: "
            + "function() {}} | tracer accessed out of bound memory: offset -1, end -2"
            + "    in server-side tracer function 'step'",
        "{step: function(log) { log.stack.peek(-1) }, fault: function() {}, result: "
            + "function() {}} | tracer accessed out of bound stack: size 0, index -1"
            + "    in server-side tracer function 'step'",
        "{step: function(log) { log.memory.getUint(-64) }, fault: function() {}, result: "
            + "function() {}} | tracer accessed out of bound memory: available 0, offset -64, size"
            + " 32    in server-side tracer function 'step'",
        "{step: function(log) { log.memory.slice(5, 1025 * 1024) }, fault: function() {}, result:"
            + " function() {}} | reached limit for padding memory slice: 1049600"
            + "    in server-side tracer function 'step'",
        "{fault: function() {}, result: function() { return slice(toWord('0x'), 31, 33) }} | "
            + "Tracer accessed out of bound memory: available 32, offset 31, size 2"
            + "    in server-side tracer function 'result'",
        "{fault: function() {}, result: function() { return toHex('0x00') }} | "
            + "invalid buffer type    in server-side tracer function 'result'",
        "{fault: function() {}, result: function() { return x.y }} | "
            + "ReferenceError: \"x\" is not defined. (line 1)"
            + "    in server-side tracer function 'result'",
        "{fault: function() {}} | trace object must expose a function result()",
        "{result: function() {}} | trace object must expose a function fault()",
        "{fault: function() {}, result: function() {}, enter: function() {}} | "
            + "trace object must expose either both or none of enter() and exit()",
        "notATracer | ReferenceError: \"notATracer\" is not defined. (line 1)",
      })
  void errorsAreClear(String tracer, String message) {
    assertThatThrownBy(() -> trace("6001600100", tracer, JsonValues.nothing()))
        .isInstanceOfSatisfying(
            RpcException.class,
            e -> {
              assertThat(e.code()).isEqualTo(RpcException.SERVER_ERROR);
              assertThat(e.getMessage()).isEqualTo(message);
            });
  }

  /** The time of a transaction bounds its script. */
  @Test
  void endlessStepsEndAfterTheTimeout() {
    assertThatThrownBy(() ->
            RIG.call(
                "debug_traceCall",
                "[{\"to\":\""
                    + CONTRACT
                    + "\"},\"latest\",{\"timeout\":\"200ms\",\"tracer\":"
                    + "\"{fault: function() {}, result: function() { while (true); }}\"}]"))
        .isInstanceOf(RpcException.class)
        .hasMessage("execution timeout    in server-side tracer function 'result'");
  }

  @Test
  void standBesideNativeTracersInAMuxTracer() {
    ObjectNode parts = Json.object();
    parts.set("opcountTracer", Json.object());
    String script = "{fault: function() {}, result: function() { return 'x' }}";
    parts.set(script, Json.object());
    JsonNode result = trace("6001600100", "muxTracer", parts);
    assertThat(result.path("opcountTracer").intValue()).isEqualTo(3);
    assertThat(Json.text(result)).contains(":\"x\"");
  }
}
