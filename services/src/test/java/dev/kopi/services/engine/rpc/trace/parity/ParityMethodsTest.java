package dev.kopi.services.engine.rpc.trace.parity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.RpcRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * The trace namespace of a rollup at Holocene. The expected texts are computed by hand from the gas
 * schedule and have reth's order of fields.
 */
class ParityMethodsTest {
  private static final CallLimits LIMITS = new CallLimits(0, Duration.ofSeconds(5));
  private static final RpcRig RIG = RpcRig.of(EngineRig.holocene(), LIMITS);
  private static final String CONTRACT = "0x" + "cc".repeat(20);
  private static final String OTHER = "0x" + "dd".repeat(20);
  private static final String NOBODY = "0x" + "00".repeat(20);
  private static final String TARGET = "0x" + "77".repeat(20);
  private static final String WORD = "0x" + "00".repeat(31);

  private static Hash second = Hash.ZERO;
  private static Hash deposit = Hash.ZERO;

  /** Two blocks: the first with one deposit, the second with two. */
  @BeforeAll
  static void build() {
    EngineRig engine = RIG.engine();
    ExecutionPayload first =
        engine.build(3, engine.genesis(), EngineRig.opAttributes(1002, true, EngineRig.deposit(1)));
    ExecutionPayload next =
        engine.build(
            3,
            first.blockHash(),
            EngineRig.opAttributes(1004, true, EngineRig.deposit(2), EngineRig.deposit(3)));
    second = next.blockHash();
    deposit = EngineRig.hashes(next).get(1);
  }

  @AfterAll
  static void close() {
    RIG.close();
  }

  private static String call(String method, String params) {
    return Json.text(RIG.call(method, params));
  }

  /** A call with this code and 100,000 gas, of which 21,000 are intrinsic. */
  private static JsonNode run(String code, String types) {
    return RIG.call(
        "trace_call",
        "[{\"to\":\""
            + CONTRACT
            + "\",\"gas\":\"0x186a0\"},"
            + types
            + ",\"latest\",{\""
            + CONTRACT
            + "\":{\"code\":\"0x"
            + code
            + "\"},\""
            + OTHER
            + "\":{\"code\":\"0x5f5ffd\"}}]");
  }

  private static String placed(int index, Hash transaction) {
    return "{\"action\":{\"from\":\""
        + TARGET
        + "\",\"callType\":\"call\",\"gas\":\"0x13498\",\"input\":\"0x\",\"to\":\""
        + TARGET
        + "\",\"value\":\"0x3\"},\"blockHash\":\""
        + second.toHex()
        + "\",\"blockNumber\":2,\"result\":{\"gasUsed\":\"0x0\",\"output\":\"0x\"},"
        + "\"subtraces\":0,\"traceAddress\":[],\"transactionHash\":\""
        + transaction.toHex()
        + "\",\"transactionPosition\":"
        + index
        + ",\"type\":\"call\"}";
  }

  @Test
  void blocksAndTransactionsShowDepositsWithTheirPlace() {
    String one = placed(1, deposit);
    String zero = placed(0, EngineRig.deposit(2).hash());
    assertThat(call("trace_block", "[\"0x2\"]")).isEqualTo("[" + zero + "," + one + "]");
    assertThat(call("trace_block", "[\"latest\"]")).isEqualTo("[" + zero + "," + one + "]");
    assertThat(call("trace_block", "[\"0x0\"]")).isEqualTo("[]");
    assertThat(call("trace_transaction", "[\"" + deposit.toHex() + "\"]"))
        .isEqualTo("[" + one + "]");
    assertThat(call("trace_transaction", "[\"" + Hash.ZERO.toHex() + "\"]")).isEqualTo("null");
    assertThat(call("trace_get", "[\"" + deposit.toHex() + "\",[\"0x0\"]]")).isEqualTo(one);
    assertThat(call("trace_get", "[\"" + deposit.toHex() + "\",[0]]")).isEqualTo(one);
    assertThat(call("trace_get", "[\"" + deposit.toHex() + "\",[\"0x1\"]]")).isEqualTo("null");
    assertThat(call("trace_get", "[\"" + deposit.toHex() + "\",[\"0x0\",\"0x0\"]]"))
        .isEqualTo("null");
  }

  /** The deposit mints 5 wei, sends 3 to itself, and takes a nonce. */
  @Test
  void replaysShowWhatATransactionChanged() {
    String result =
        "{\"output\":\"0x\",\"stateDiff\":{\""
            + TARGET
            + "\":{\"balance\":{\"*\":{\"from\":\"0xa\",\"to\":\"0xf\"}},\"code\":\"=\","
            + "\"nonce\":{\"*\":{\"from\":\"0x2\",\"to\":\"0x3\"}},\"storage\":{}}},"
            + "\"trace\":[],\"vmTrace\":null";
    assertThat(call("trace_replayTransaction", "[\"" + deposit.toHex() + "\",[\"stateDiff\"]]"))
        .isEqualTo(result + "}");
    JsonNode block = RIG.call("trace_replayBlockTransactions", "[\"0x2\",[\"stateDiff\"]]");
    assertThat(block).hasSize(2);
    assertThat(Json.text(block.get(1)))
        .isEqualTo(result + ",\"transactionHash\":\"" + deposit.toHex() + "\"}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"fromBlock\":\"0x1\"}                                | 3",
        "{\"fromBlock\":\"0x2\",\"toBlock\":\"latest\"}         | 2",
        "{\"fromBlock\":\"0x1\",\"after\":1}                    | 2",
        "{\"fromBlock\":\"0x1\",\"after\":1,\"count\":1}        | 1",
        "{\"fromBlock\":\"0x1\",\"count\":0}                    | 0",
        "{\"after\":3}                                          | 0",
        "{\"fromAddress\":[\"0x7777777777777777777777777777777777777777\"]} | 3",
        "{\"toAddress\":[\"0x8888888888888888888888888888888888888888\"]}   | 0",
        "{\"fromAddress\":[\"0x7777777777777777777777777777777777777777\"],"
            + "\"toAddress\":[\"0x8888888888888888888888888888888888888888\"]} | 3",
        "{\"fromAddress\":[\"0x7777777777777777777777777777777777777777\"],\"mode\":"
            + "\"intersection\",\"toAddress\":[\"0x8888888888888888888888888888888888888888\"]} | 0",
      })
  void filtersReturnMatchesInOrder(String filter, int matches) {
    assertThat(RIG.call("trace_filter", "[" + filter + "]")).hasSize(matches);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "trace_filter | [{\"fromBlock\":\"0x3\"}] | -32001 | block not found: 0x3",
        "trace_filter | [{\"toBlock\":\"0x9\"}] | -32001 | block not found: 0x9",
        "trace_filter | [{\"fromBlock\":\"0x2\",\"toBlock\":\"0x1\"}] | -32602 | "
            + "invalid parameters: fromBlock cannot be greater than toBlock",
        "trace_filter | [{\"address\":[]}] | -32602 | trace filter: unknown field `` `address` ``",
        "trace_filter | [{\"mode\":\"any\"}] | -32602 | "
            + "trace filter: mode is union or intersection",
        "trace_block | [\"0x64\"] | -32001 | block not found: 0x64",
        "trace_replayBlockTransactions | [\"0x64\",[\"trace\"]] | -32001 | block not found: 0x64",
        "trace_replayTransaction | [\"0x0000000000000000000000000000000000000000000000000000000000"
            + "000000\",[\"trace\"]] | -32001 | transaction not found",
        "trace_replayBlockTransactions | [\"0x1\",[\"x\"]] | -32602 | "
            + "unknown variant `` `x` ``, expected one of `` `trace`, `vmTrace`, `stateDiff` ``",
        "trace_rawTransaction | [\"0x02\",[\"trace\"]] | -32602 | "
            + "failed to decode signed transaction",
      })
  void errorsAreThoseOfReth(String method, String params, int code, String message) {
    assertThatThrownBy(() -> RIG.call(method, params))
        .isInstanceOfSatisfying(
            RpcException.class,
            e -> {
              assertThat(e.code()).isEqualTo(code);
              assertThat(e.getMessage()).isEqualTo(message.replace("`` ", "").replace(" ``", ""));
            });
  }

  /**
   * A STATICCALL of the identity, which is left out, 130 gas with POP; a CALL of a contract that
   * reverts, which is given all but one 64th of 76,255 gas and uses 4: 2,621 gas with POP.
   */
  @Test
  void callsAreListedWithoutPrecompiles() {
    String code = "5f5f5f5f60045afa50" + "5f5f5f5f5f73" + "dd".repeat(20) + "5af15000";
    assertThat(Json.text(run(code, "[\"trace\"]").path("trace")))
        .isEqualTo(
            "[{\"type\":\"call\",\"action\":{\"from\":\""
                + NOBODY
                + "\",\"callType\":\"call\",\"gas\":\"0x13498\",\"input\":\"0x\",\"to\":\""
                + CONTRACT
                + "\",\"value\":\"0x0\"},\"result\":{\"gasUsed\":\"0xabf\",\"output\":\"0x\"},"
                + "\"subtraces\":1,\"traceAddress\":[]},"
                + "{\"type\":\"call\",\"action\":{\"from\":\""
                + CONTRACT
                + "\",\"callType\":\"call\",\"gas\":\"0x12538\",\"input\":\"0x\",\"to\":\""
                + OTHER
                + "\",\"value\":\"0x0\"},\"error\":\"Reverted\",\"result\":{\"gasUsed\":\"0x4\","
                + "\"output\":\"0x\"},\"subtraces\":0,\"traceAddress\":[0]}]");
  }

  @ParameterizedTest
  @CsvSource({
    "ef, Bad instruction",
    "01, StackUnderflow",
    "5f56, Bad jump destination",
    "5f5f5f3e60015f5f3e, OutOfOffset",
    "5b5f56, Out of gas",
  })
  void haltsHaveNoResult(String code, String error) {
    JsonNode call = run(code, "[\"trace\"]").path("trace").get(0);
    assertThat(call.path("error").stringValue()).isEqualTo(error);
    assertThat(call.path("result").isNull()).isTrue();
  }

  @Test
  void selfDestructsAreCallsOfTheirOwn() {
    JsonNode calls = run("73" + "dd".repeat(20) + "ff", "[\"trace\"]").path("trace");
    assertThat(calls).hasSize(2);
    assertThat(Json.text(calls.get(1)))
        .isEqualTo(
            "{\"type\":\"suicide\",\"action\":{\"address\":\""
                + CONTRACT
                + "\",\"balance\":\"0x0\",\"refundAddress\":\""
                + OTHER
                + "\"},\"result\":null,\"subtraces\":0,\"traceAddress\":[0]}");
  }

  @Test
  void stateDiffsShowChangedSlotsAndTheNonceOfTheSender() {
    assertThat(Json.text(run("600260015500", "[\"stateDiff\"]").path("stateDiff")))
        .isEqualTo(
            "{\""
                + NOBODY
                + "\":{\"balance\":\"=\",\"code\":\"=\",\"nonce\":{\"*\":{\"from\":\"0x0\","
                + "\"to\":\"0x1\"}},\"storage\":{}},\""
                + CONTRACT
                + "\":{\"balance\":\"=\",\"code\":\"=\",\"nonce\":\"=\",\"storage\":{\""
                + WORD
                + "01\":{\"*\":{\"from\":\""
                + WORD
                + "00\",\"to\":\""
                + WORD
                + "02\"}}}}}");
  }

  /** A creation whose init code returns the byte 0xfe. */
  @Test
  void stateDiffsShowNewContractsAsAdded() {
    JsonNode result =
        RIG.call(
            "trace_call",
            "[{\"data\":\"0x60fe5f5360015ff3\",\"gas\":\"0x186a0\"},[\"trace\",\"stateDiff\"]]");
    String created = "0xbd770416a3345f91e4b34576cb804a576fa48eb1";
    assertThat(Json.text(result.path("stateDiff").path(created)))
        .isEqualTo(
            "{\"balance\":{\"+\":\"0x0\"},\"code\":{\"+\":\"0xfe\"},\"nonce\":{\"+\":\"0x1\"},"
                + "\"storage\":{}}");
    JsonNode call = result.path("trace").get(0);
    assertThat(call.path("type").stringValue()).isEqualTo("create");
    assertThat(call.path("action").path("creationMethod").stringValue()).isEqualTo("create");
    // 3 + 2 + 6 with the word of memory + 3 + 2, and 200 for the byte of code.
    assertThat(Json.text(call.path("result")))
        .isEqualTo("{\"address\":\"" + created + "\",\"code\":\"0xfe\",\"gasUsed\":\"0xd8\"}");
  }

  private static String operation(int cost, int pc, String sub, int used, String push, String op) {
    return "{\"cost\":"
        + cost
        + ",\"pc\":"
        + pc
        + ",\"sub\":"
        + sub
        + ",\"ex\":{\"used\":"
        + used
        + ",\"push\":["
        + push
        + "],\"mem\":{\"off\":0,\"data\":\"0x\"},\"store\":null},\"op\":\""
        + op
        + "\"}";
  }

  @Test
  void vmTracesShowOperationsWithWhatTheyPush() {
    assertThat(Json.text(run("600160020100", "[\"vmTrace\"]").path("vmTrace")))
        .isEqualTo(
            "{\"code\":\"0x600160020100\",\"ops\":["
                + operation(3, 0, "null", 79_000, "\"0x1\"", "PUSH1")
                + ","
                + operation(3, 2, "null", 78_997, "\"0x2\"", "PUSH1")
                + ","
                + operation(3, 4, "null", 78_994, "\"0x3\"", "ADD")
                + ","
                + operation(0, 5, "null", 78_991, "", "STOP")
                + "]}");
  }

  @Test
  void vmTracesHoldThoseOfInnerCalls() {
    JsonNode trace =
        run("5f5f5f5f73" + "dd".repeat(20) + "5afa5000", "[\"vmTrace\"]").path("vmTrace");
    JsonNode parsed = Json.parse(Json.text(trace));
    JsonNode call = parsed.path("ops").get(6);
    assertThat(call.path("op").stringValue()).isEqualTo("STATICCALL");
    assertThat(Json.text(call.path("ex").path("push"))).isEqualTo("[\"0x0\"]");
    assertThat(call.path("sub").path("code").stringValue()).isEqualTo("0x5f5ffd");
    assertThat(call.path("sub").path("ops")).hasSize(3);
    assertThat(parsed.path("ops")).hasSize(9);
  }

  /** The first call writes the slot that the second one returns. */
  @Test
  void manyCallsSeeTheChangesOfThoseBefore() {
    JsonNode results =
        RIG.call(
            "trace_callMany",
            "[[[{\"data\":\"0x60025f55"
                + "675f545f5260205ff35f5260086018f3\"},[\"trace\"]],"
                + "[{\"to\":\"0xbd770416a3345f91e4b34576cb804a576fa48eb1\"},[\"trace\"]]],"
                + "\"latest\"]");
    assertThat(results).hasSize(2);
    assertThat(results.get(1).path("output").stringValue()).isEqualTo(WORD + "02");
  }

  @Test
  void rawTransactionsAreCheckedAsInABlock() {
    String to = EngineRig.TARGET.toHex();
    JsonNode result =
        RIG.call(
            "trace_rawTransaction",
            "[\""
                + EngineRig.transfer(EngineRig.ALICE, 0, 1).encoded().toHex()
                + "\",[\"trace\"]]");
    JsonNode action = result.path("trace").get(0).path("action");
    assertThat(action.path("to").stringValue()).isEqualTo(to);
    assertThat(action.path("gas").stringValue()).isEqualTo("0x0");
    String early = EngineRig.transfer(EngineRig.ALICE, 5, 1).encoded().toHex();
    assertThatThrownBy(() -> RIG.call("trace_rawTransaction", "[\"" + early + "\",[\"trace\"]]"))
        .isInstanceOf(RpcException.class)
        .hasMessageStartingWith("nonce too high: address ")
        .hasMessageEndingWith(", tx: 5 state: 0");
  }
}
