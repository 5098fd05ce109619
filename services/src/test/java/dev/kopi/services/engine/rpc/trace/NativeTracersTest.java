package dev.kopi.services.engine.rpc.trace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.RpcRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * go-ethereum's native tracers on code of known cost, at Osaka. The expected texts are computed by
 * hand from the gas schedule and have go-ethereum's order of fields.
 */
class NativeTracersTest {
  private static final String CONTRACT = "0x" + "cc".repeat(20);
  private static final String OTHER = "0x" + "dd".repeat(20);
  private static final String NOBODY = "0x" + "00".repeat(20);
  private static final RpcRig RIG =
      RpcRig.of(EngineRig.l1(), new CallLimits(0, Duration.ofSeconds(5)));

  @AfterAll
  static void close() {
    RIG.close();
  }

  /** Traces a call of a contract with this code and 100,000 gas. The other contract reverts. */
  private static JsonNode trace(String code, String options) {
    return RIG.call(
        "debug_traceCall",
        "[{\"to\":\""
            + CONTRACT
            + "\",\"gas\":\"0x186a0\"},\"latest\",{\"stateOverrides\":{\""
            + CONTRACT
            + "\":{\"code\":\"0x"
            + code
            + "\"},\""
            + OTHER
            + "\":{\"code\":\"0x5f5ffd\"}},"
            + options
            + "}]");
  }

  private static String traced(String code, String tracer) {
    return Json.text(trace(code, "\"tracer\":\"" + tracer + "\""));
  }

  /** STATICCALL of the identity, then CALL of the contract that reverts. */
  private static final String CALLS =
      "5f5f5f5f60045afa50" + "5f5f5f5f5f73" + "dd".repeat(20) + "5af15000";

  private static String flat(
      String callType,
      String from,
      String gas,
      String to,
      String gasUsed,
      String rest,
      String error) {
    return "{\"action\":{\"callType\":\""
        + callType
        + "\",\"from\":\""
        + from
        + "\",\"gas\":\""
        + gas
        + "\",\"input\":\"0x\",\"to\":\""
        + to
        + "\",\"value\":\"0x0\"},\"blockHash\":null,\"blockNumber\":0,"
        + error
        + "\"result\":{\"gasUsed\":\""
        + gasUsed
        + "\",\"output\":\"0x\"},"
        + rest
        + ",\"transactionHash\":null,\"transactionPosition\":0,\"type\":\"call\"}";
  }

  /**
   * 79,000 gas after the intrinsic 21,000. The STATICCALL: 4·2 + 3 + 2 + 100 + 15, then POP 2. The
   * CALL: 5·2 + 3 + 2 + 2600, of the 76,255 left all but one 64th are given, 4 are used, then POP.
   */
  @Test
  void flatCallTracerLeavesOutPrecompilesAndKeepsTheGasOfTheTransaction() {
    String outer = "\"subtraces\":1,\"traceAddress\":[]";
    String inner = "\"subtraces\":0,\"traceAddress\":[0]";
    assertThat(traced(CALLS, "flatCallTracer"))
        .isEqualTo(
            "["
                + flat("call", NOBODY, "0x186a0", CONTRACT, "0x5cc7", outer, "")
                + ","
                + flat(
                    "call",
                    CONTRACT,
                    "0x12538",
                    OTHER,
                    "0x4",
                    inner,
                    "\"error\":\"execution reverted\",")
                + "]");
  }

  @Test
  void flatCallTracerIncludesPrecompilesAndConvertsErrorsOnRequest() {
    JsonNode calls =
        trace(
            CALLS,
            "\"tracer\":\"flatCallTracer\",\"tracerConfig\":"
                + "{\"includePrecompiles\":true,\"convertParityErrors\":true}");
    assertThat(calls).hasSize(3);
    assertThat(calls.get(1).path("action").path("callType").stringValue()).isEqualTo("staticcall");
    assertThat(calls.get(1).path("action").path("value").stringValue()).isEqualTo("0x0");
    assertThat(calls.get(1).path("result").path("gasUsed").stringValue()).isEqualTo("0xf");
    assertThat(calls.get(2).path("error").stringValue()).isEqualTo("Reverted");
    assertThat(Json.text(calls.get(2).path("traceAddress"))).isEqualTo("[1]");
  }

  /** CREATE of a contract whose init code is INVALID; SELFDESTRUCT to the other contract. */
  @Test
  void flatCallTracerShowsCreationsAndDestructions() {
    JsonNode calls =
        trace(
            "60fe5f5360015f5ff000",
            "\"tracer\":\"flatCallTracer\",\"tracerConfig\":{\"convertParityErrors\":true}");
    assertThat(calls).hasSize(2);
    JsonNode creation = calls.get(1);
    assertThat(creation.path("type").stringValue()).isEqualTo("create");
    assertThat(creation.path("error").stringValue()).isEqualTo("Bad instruction");
    assertThat(creation.path("action").path("creationMethod").stringValue()).isEqualTo("create");
    assertThat(creation.path("action").path("init").stringValue()).isEqualTo("0xfe");
    assertThat(creation.has("result")).isFalse();
    JsonNode destroyed = trace("73" + "dd".repeat(20) + "ff", "\"tracer\":\"flatCallTracer\"");
    assertThat(destroyed).hasSize(2);
    assertThat(Json.text(destroyed.get(1)))
        .isEqualTo(
            "{\"action\":{\"address\":\""
                + CONTRACT
                + "\",\"balance\":\"0x0\",\"refundAddress\":\""
                + OTHER
                + "\"},\"blockHash\":null,\"blockNumber\":0,\"subtraces\":0,\"traceAddress\":[0],"
                + "\"transactionHash\":null,\"transactionPosition\":0,\"type\":\"suicide\"}");
  }

  /** SSTORE of slot 1, SLOAD of slots 1 and 3, EXTCODESIZE with ISZERO and without. */
  @Test
  void erc7562TracerShowsSlotsOpcodesAndLookupsOfCode() {
    String word = "0x" + "00".repeat(31);
    assertThat(
            traced(
                "6002600155" + "60015450" + "60035450" + "73" + "dd".repeat(20) + "3b15" + "5000",
                "erc7562Tracer"))
        .isEqualTo(
            "{\"from\":\""
                + NOBODY
                + "\",\"gas\":\"0x186a0\",\"gasUsed\":\"0xbb34\",\"to\":\""
                + CONTRACT
                + "\",\"input\":\"0x\",\"value\":\"0x0\",\"accessedSlots\":{\"reads\":{\""
                + word
                + "03\":[\""
                + word
                + "00\"]},\"writes\":{\""
                + word
                + "01\":1},\"transientReads\":{},\"transientWrites\":{}},"
                + "\"extCodeAccessInfo\":[],"
                + "\"usedOpcodes\":{\"0x0\":1,\"0x3b\":1,\"0x54\":2,\"0x55\":1},"
                + "\"contractSize\":{\""
                + OTHER
                + "\":{\"contractSize\":3,\"opcode\":59}},\"outOfGas\":false,\"type\":\"CALL\"}");
    JsonNode looked = trace("303b5000", "\"tracer\":\"erc7562Tracer\"");
    assertThat(Json.text(looked.path("extCodeAccessInfo"))).isEqualTo("[\"" + CONTRACT + "\"]");
  }

  @Test
  void erc7562TracerCountsGasUnlessACallFollows() {
    JsonNode observed =
        trace(
            "5a50" + "5f5f5f5f5f5f5a" + "f15000",
            "\"tracer\":\"erc7562Tracer\",\"tracerConfig\":{\"ignoredOpcodes\":[]}");
    assertThat(Json.text(observed.path("usedOpcodes")))
        .isEqualTo("{\"0x0\":1,\"0x50\":2,\"0x5a\":1,\"0x5f\":6,\"0xf1\":1}");
  }

  /** The byte 0xaa, and a word beyond the memory. */
  @Test
  void keccak256PreimageTracerReadsMemoryWithZerosBeyondItsEnd() {
    assertThat(traced("60aa5f5360015f2050" + "602060402050" + "00", "keccak256PreimageTracer"))
        .isEqualTo(
            "{\"0x290decd9548b62a8d60345a988386fc84ba6bc95484008f6362f93160ef3e563\":\"0x"
                + "00".repeat(32)
                + "\",\"0xdb81b4d58595fbbbb592d3661a34cdca14d7ab379441400cbfa1b78bc447c365\":"
                + "\"0xaa\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\'',
      value = {
        "opcountTracer  | 5",
        "unigramTracer  | '{\"PUSH1\":2,\"ADD\":1,\"POP\":1,\"STOP\":1}'",
        "bigramTracer   | '{\"PUSH1-PUSH1\":1,\"PUSH1-ADD\":1,\"ADD-POP\":1,\"POP-STOP\":1}'",
        "trigramTracer  | '{\"--PUSH1\":1,\"-PUSH1-ADD\":1,\"PUSH1-ADD-POP\":1,\"ADD-POP-STOP\":1}'",
        "noopTracer     | {}",
        "muxTracer      | {}",
      })
  void countOperations(String tracer, String expected) {
    assertThat(traced("60016001015000", tracer)).isEqualTo(expected);
  }

  @Test
  void muxTracerRunsSeveralAtOnce() {
    assertThat(
            Json.text(
                trace(
                    "60016001015000",
                    "\"tracer\":\"muxTracer\",\"tracerConfig\":{\"opcountTracer\":{},"
                        + "\"4byteTracer\":null,\"keccak256PreimageTracer\":null}")))
        .isEqualTo("{\"4byteTracer\":{},\"keccak256PreimageTracer\":{},\"opcountTracer\":5}");
  }

  /** Undefined opcodes, too few words at the start of a block and within, a sentry, a jump. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ef           | invalid opcode: opcode 0xef not defined",
        "5f5f0c       | invalid opcode: opcode 0xc not defined",
        "fe           | invalid opcode: INVALID",
        "01           | stack underflow (0 <=> 2)",
        "60015f5001   | stack underflow (1 <=> 2)",
        "5f5f5f600155 | write protection",
        "5f56         | invalid jump destination",
      })
  void callTracersNameTheOperationThatHalted(String code, String error) {
    boolean within = error.equals("write protection");
    String caller = "5f5f5f5f73" + "ee".repeat(20) + "5afa00";
    for (String tracer : new String[] {"callTracer", "flatCallTracer", "erc7562Tracer"}) {
      JsonNode call =
          RIG.call(
              "debug_traceCall",
              "[{\"to\":\""
                  + CONTRACT
                  + "\",\"gas\":\"0x186a0\"},\"latest\",{\"stateOverrides\":{\""
                  + CONTRACT
                  + "\":{\"code\":\"0x"
                  + (within ? caller : code)
                  + "\"},\"0x"
                  + "ee".repeat(20)
                  + "\":{\"code\":\"0x"
                  + code
                  + "\"}},\"tracer\":\""
                  + tracer
                  + "\"}]");
      JsonNode failed = call.isArray() ? call.get(within ? 1 : 0) : call;
      failed = within && !call.isArray() ? call.path("calls").get(0) : failed;
      assertThat(failed.path("error").stringValue()).as(tracer).isEqualTo(error);
    }
  }

  /** SSTORE with 2,300 gas: 21,000 are intrinsic, two PUSH1 take 6. */
  @Test
  void callTracerNamesTheSentryOfStorage() {
    JsonNode call =
        RIG.call(
            "debug_traceCall",
            "[{\"to\":\""
                + CONTRACT
                + "\",\"gas\":\"0x5b0a\"},\"latest\",{\"stateOverrides\":{\""
                + CONTRACT
                + "\":{\"code\":\"0x6001600155\"}},\"tracer\":\"callTracer\"}]");
    assertThat(call.path("error").stringValue())
        .isEqualTo("out of gas: not enough gas for reentrancy sentry");
  }

  @Test
  void simulationsNameTheOpcodeThatIsNotDefined() {
    JsonNode result =
        RIG.call(
            "eth_simulateV1",
            "[{\"blockStateCalls\":[{\"stateOverrides\":{\""
                + CONTRACT
                + "\":{\"code\":\"0xef\"}},\"calls\":[{\"to\":\""
                + CONTRACT
                + "\"}]}]},\"latest\"]");
    JsonNode error = result.get(0).path("calls").get(0).path("error");
    assertThat(Json.text(error))
        .isEqualTo("{\"message\":\"invalid opcode: opcode 0xef not defined\",\"code\":-32015}");
  }

  @Test
  void callTracerHasTheFieldsInOrder() {
    assertThat(traced("5f5ffd", "callTracer"))
        .isEqualTo(
            "{\"from\":\""
                + NOBODY
                + "\",\"gas\":\"0x186a0\",\"gasUsed\":\"0x520c\",\"to\":\""
                + CONTRACT
                + "\",\"input\":\"0x\",\"error\":\"execution reverted\","
                + "\"value\":\"0x0\",\"type\":\"CALL\"}");
  }
}
