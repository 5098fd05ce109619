package dev.kopi.services.engine.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.dispatch.Caller;
import dev.kopi.adapters.rpc.dispatch.RpcDispatcher;
import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** Malformed and edge-case arguments at genesis: answers, error codes and texts of op-geth. */
class ArgumentErrorsTest {
  private static final String ALICE = EngineRig.address(EngineRig.ALICE).toHex();
  private static final String NO_HASH = "0x" + "11".repeat(32);

  private final RpcRig rig = RpcRig.of(EngineRig.holocene(), CallLimits.DEFAULT);
  private final RpcDispatcher dispatcher =
      new RpcDispatcher(rig.rpc().methods(), RpcLimits.PUBLIC, RpcObserver.NONE);

  @AfterEach
  void close() {
    rig.close();
  }

  private JsonNode answer(RpcDispatcher to, String method, String params) {
    String request =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
    byte[] body = request.getBytes(StandardCharsets.UTF_8);
    return Json.parse(Objects.requireNonNull(to.answer(body, Caller.LOCAL, null)));
  }

  /** The result as JSON, or the code and the message of the error. */
  private String ask(String method, String params) {
    JsonNode answer =
        answer(dispatcher, method, params.replace("ALICE", ALICE).replace("HASH", NO_HASH));
    JsonNode error = answer.get("error");
    return error == null
        ? answer.path("result").toString()
        : error.path("code").intValue() + " " + error.path("message").stringValue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"blockNumber":"0x0"}   | -32602 invalid argument 0: hex string without 0x prefix
          "HASH"                  | -32602 invalid argument 0: hex number > 64 bits
          "0x01"                  | -32602 invalid argument 0: hex number with leading zero digits
          1                       | -32602 invalid argument 0: hex string without 0x prefix
          "1"                     | -32602 invalid argument 0: hex string without 0x prefix
          ""                      | -32602 invalid argument 0: empty hex string
          "0x"                    | -32602 invalid argument 0: hex string "0x"
          "0xg"                   | -32602 invalid argument 0: invalid hex string
          "head"                  | -32602 invalid argument 0: hex string without 0x prefix
          "0x8000000000000000"    | -32602 invalid argument 0: block number larger than int64
          "0xffffffffffffffff"    | -32602 invalid argument 0: block number larger than int64
          "0x10000000000000000"   | -32602 invalid argument 0: hex number > 64 bits
          "safe"                  | -32000 safe block not found
          "finalized"             | -32000 finalized block not found
          "0x7fffffffffffffff"    | null
          """)
  void readsBlockNumbersStrictly(String block, String expected) {
    for (String method :
        List.of(
            "eth_getBlockByNumber",
            "eth_getHeaderByNumber",
            "eth_getBlockTransactionCountByNumber",
            "eth_getUncleCountByBlockNumber")) {
      String more = method.equals("eth_getBlockByNumber") ? ", false]" : "]";
      assertThat(ask(method, "[" + block + more)).as(method).isEqualTo(expected);
    }
    for (String method :
        List.of("eth_getTransactionByBlockNumberAndIndex", "eth_getUncleByBlockNumberAndIndex")) {
      assertThat(ask(method, "[" + block + ", \"0x0\"]")).as(method).isEqualTo(expected);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"blockNumber":"0x0","blockHash":"HASH"} | -32602 invalid argument 1: \
          cannot specify both BlockHash and BlockNumber, choose one or the other
          {"blockNumber":"0x01"} | -32602 invalid argument 1: \
          json: cannot unmarshal object into Go value of type string
          {"blockHash":"0x11"} | -32602 invalid argument 1: \
          json: cannot unmarshal object into Go value of type string
          5    | -32602 invalid argument 1: \
          json: cannot unmarshal number into Go value of type string
          true | -32602 invalid argument 1: \
          json: cannot unmarshal bool into Go value of type string
          []   | -32602 invalid argument 1: \
          json: cannot unmarshal array into Go value of type string
          "0x01"               | -32602 invalid argument 1: hex number with leading zero digits
          "0xffffffffffffffff" | -32602 invalid argument 1: blocknumber too high
          {}     | -32000 header not found
          "safe" | -32000 header not found
          "0x55" | -32000 header not found
          "HASH" | -32000 header not found
          {"blockHash":"HASH","requireCanonical":true} | -32000 header not found
          {"blockNumber":"0x0"} | "0xde0b6b3a7640000"
          "0x0"                 | "0xde0b6b3a7640000"
          """)
  void readsBlocksOfStateMethodsStrictly(String block, String expected) {
    assertThat(ask("eth_getBalance", "[\"ALICE\", " + block + "]")).isEqualTo(expected);
    if (!expected.startsWith("\"")) {
      String params = "[{\"to\": \"ALICE\"}, " + block + "]";
      assertThat(ask("eth_call", params)).isEqualTo(expected);
      assertThat(ask("eth_estimateGas", params)).isEqualTo(expected);
      for (String method : List.of("eth_getTransactionCount", "eth_getCode")) {
        assertThat(ask(method, "[\"ALICE\", " + block + "]")).as(method).isEqualTo(expected);
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}     | -32000 invalid arguments; neither block nor hash specified
          "safe" | -32000 safe block not found
          "0x55" | -32000 header not found
          "HASH" | -32000 header for hash not found
          """)
  void saysWhyThereIsNoBlockWhereOpGethDoes(String block, String expected) {
    assertThat(ask("eth_simulateV1", "[{\"blockStateCalls\": [{}]}, " + block + "]"))
        .isEqualTo(expected);
    assertThat(ask("eth_createAccessList", "[{\"to\": \"ALICE\"}, " + block + "]"))
        .isEqualTo(expected);
  }

  @Test
  void findsNoReceiptsOfAnUnknownBlock() {
    assertThat(ask("eth_getBlockReceipts", "[\"HASH\"]")).isEqualTo("null");
    assertThat(ask("eth_getBlockReceipts", "[\"0x55\"]")).isEqualTo("null");
    assertThat(ask("eth_getBlockReceipts", "[\"safe\"]")).isEqualTo("-32000 safe block not found");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"fromBlock":"0xffffffffffffffff"} | -32602 invalid argument 0: \
          block number larger than int64
          {"toBlock":"0x01"} | -32602 invalid argument 0: hex number with leading zero digits
          {"fromBlock":"pending"}             | -32602 pending logs are not supported
          {"toBlock":"pending"}               | -32602 pending logs are not supported
          {"fromBlock":"safe"}                | -32000 safe header not found
          {"fromBlock":"0x0","toBlock":"finalized"} | -32000 finalized header not found
          {"fromBlock":"0x5"}                 | -32602 invalid block range params
          {"fromBlock":"0x2","toBlock":"0x1"} | -32602 invalid block range params
          {"fromBlock":"0x0","toBlock":"0x1"} | -32602 \
          block range extends beyond current head block
          {"blockHash":"HASH"}                | -32000 unknown block
          {"blockHash":"HASH","fromBlock":null} | -32000 unknown block
          {"blockHash":"HASH","fromBlock":"0x0"} | -32602 invalid argument 0: \
          cannot specify both BlockHash and FromBlock/ToBlock, choose one or the other
          {"address":"0x11"}   | -32602 invalid argument 0: \
          invalid address: hex has invalid length 1 after decoding; expected 20 for address
          {"address":5}        | -32602 invalid argument 0: invalid addresses in query
          {"address":[5]}      | -32602 invalid argument 0: non-string address at index 0
          {"topics":["0x11"]}  | -32602 invalid argument 0: \
          hex has invalid length 1 after decoding; expected 32 for topic
          {"topics":[5]}       | -32602 invalid argument 0: invalid topic(s)
          {"topics":[null,null,null,null,null]} | -32602 invalid argument 0: exceed max topics
          {"fromBlock":"earliest"} | []
          {}                       | []
          """)
  void refusesLogFiltersThatMakeNoSense(String filter, String expected) {
    assertThat(ask("eth_getLogs", "[" + filter + "]")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"fromBlock":"0x2","toBlock":"0x1"}        | -32602 invalid block range params
          {"fromBlock":"safe"}                       | -32602 invalid block range params
          {"fromBlock":"latest","toBlock":"0x5"}     | -32602 invalid block range params
          {"fromBlock":"0x1","toBlock":"finalized"}  | -32602 invalid block range params
          {"fromBlock":"pending"}                    | -32602 pending logs are not supported
          {"toBlock":"pending"}                      | -32602 pending logs are not supported
          """)
  void refusesFiltersOfRangesThatHaveNoNewBlocks(String filter, String expected) {
    assertThat(ask("eth_newFilter", "[" + filter + "]")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          "0x0", "latest", []    | {"oldestBlock":"0x0","gasUsedRatio":null}
          "",    "latest", []    | {"oldestBlock":"0x0","gasUsedRatio":null}
          0,     "latest", null  | {"oldestBlock":"0x0","gasUsedRatio":null}
          "x",   "latest", []    | -32602 invalid argument 0: invalid hex or decimal integer "x"
          "-1",  "latest", []    | -32602 invalid argument 0: invalid hex or decimal integer "-1"
          1.5,   "latest", []    | -32602 invalid argument 0: invalid hex or decimal integer "1.5"
          1, "latest", [10.5, 10.5] | -32000 \
          invalid reward percentile: #0:10.500000 >= #1:10.500000
          1, "latest", [50, 10] | -32000 \
          invalid reward percentile: #0:50.000000 >= #1:10.000000
          1, "latest", [-1]    | -32000 invalid reward percentile: -1.000000
          1, "latest", [100.5] | -32000 invalid reward percentile: 100.500000
          1, "latest", ["50"]  | -32602 invalid argument 2: \
          json: cannot unmarshal string into Go value of type float64
          1, "0x55", []   | -32000 request beyond head block: requested 85, head 0
          1, "safe", []   | -32000 safe block not found
          1, "0x00", []   | -32602 invalid argument 1: hex number with leading zero digits
          1, "HASH", []   | -32602 invalid argument 1: hex number > 64 bits
          """)
  void readsTheArgumentsOfFeeHistory(String params, String expected) {
    assertThat(ask("eth_feeHistory", "[" + params + "]")).isEqualTo(expected);
  }

  @Test
  void takesBlockCountsInAnyNotation() {
    String one = ask("eth_feeHistory", "[1, \"latest\", []]");
    assertThat(one).startsWith("{\"oldestBlock\":\"0x0\",\"baseFeePerGas\":");
    for (String count : List.of("\"5\"", "\"0x5\"", "5", "\"0x05\"", "\"0xffffffffffffffff\"")) {
      assertThat(ask("eth_feeHistory", "[" + count + ", \"latest\", []]")).isEqualTo(one);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          null | []
          []   | []
          ["0x1", "", "3", "0X04"] | [{"key":"0x1","value":"0x0","proof":[]},\
          {"key":"0x0","value":"0x0","proof":[]},{"key":"0x3","value":"0x0","proof":[]},\
          {"key":"0x4","value":"0x0","proof":[]}]
          """)
  void readsStorageKeysLeniently(String keys, String expected) {
    JsonNode proof = Json.parse(ask("eth_getProof", "[\"ALICE\", " + keys + ", \"latest\"]"));
    assertThat(proof.path("storageProof").toString()).isEqualTo(expected);
    assertThat(ask("eth_getStorageAt", "[\"ALICE\", \"1\", \"latest\"]"))
        .isEqualTo("\"0x" + "00".repeat(32) + "\"");
  }

  @Test
  void refusesMalformedStorageKeys() {
    assertThat(ask("eth_getProof", "[\"ALICE\", [\"zz\"], \"latest\"]"))
        .isEqualTo("-32602 invalid hex in storage key: \"zz\"");
    assertThat(ask("eth_getStorageAt", "[\"ALICE\", \"0xzz\", \"latest\"]"))
        .isEqualTo("-32602 invalid hex in storage key: \"0xzz\"");
    assertThat(ask("eth_getProof", "[\"ALICE\", [\"HASH11\"], \"latest\"]"))
        .isEqualTo("-32602 storage key too long (want at most 32 bytes): \"" + NO_HASH + "11\"");
    assertThat(ask("eth_getProof", "[\"ALICE\"]"))
        .isEqualTo("-32602 missing value for required argument 1");
  }

  @Test
  void provesAtMost1024Keys() {
    String keys = "\"0x1\",".repeat(1023) + "\"0x1\"";
    assertThat(ask("eth_getProof", "[\"ALICE\", [" + keys + "], \"latest\"]")).startsWith("{");
    assertThat(ask("eth_getProof", "[\"ALICE\", [" + keys + ", \"0x1\"], \"latest\"]"))
        .isEqualTo("-32602 too many storage keys requested (max 1024, got 1025)");
  }

  @Test
  void readsManySlotsAtOnce() {
    assertThat(ask("eth_getStorageValues", "[{\"ALICE\": [\"HASH\"]}, \"latest\"]"))
        .isEqualTo("{\"" + ALICE + "\":[\"0x" + "00".repeat(32) + "\"]}");
    assertThat(ask("eth_getStorageValues", "[{}, \"latest\"]")).isEqualTo("-32602 empty request");
    assertThat(ask("eth_getStorageValues", "[{\"ALICE\": []}, \"latest\"]"))
        .isEqualTo("-32602 empty request");
    String keys = "\"HASH\",".repeat(1024) + "\"HASH\"";
    assertThat(ask("eth_getStorageValues", "[{\"ALICE\": [" + keys + "]}, \"latest\"]"))
        .isEqualTo("-38026 too many slots (max 1024)");
  }

  @Test
  void takesANullOverride() {
    assertThat(ask("eth_call", "[{\"to\": \"ALICE\"}, \"latest\", {\"ALICE\": null}]"))
        .isEqualTo("\"0x\"");
    assertThat(ask("eth_call", "[{\"to\": \"ALICE\"}, \"latest\", null, null]"))
        .isEqualTo("\"0x\"");
    assertThat(
            ask(
                "eth_call",
                "[{\"to\": \"ALICE\"}, \"latest\", {\"ALICE\": {\"state\": {\"0x1\": \"HASH\"}}}]"))
        .startsWith("-32602");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          0xef     | invalid opcode: opcode 0xef not defined
          0x0c     | invalid opcode: opcode 0xc not defined
          0xfe     | invalid opcode: INVALID
          0x01     | stack underflow (0 <=> 2)
          0x600056 | invalid jump destination
          0x56     | stack underflow (0 <=> 1)
          0x60ef60005360016000f3 | invalid code: must not begin with 0xef
          """)
  void namesTheOperationThatHalts(String code, String expected) {
    String call = "[{\"from\": \"ALICE\", \"data\": \"" + code + "\"}, \"latest\"]";
    assertThat(ask("eth_call", call)).isEqualTo("-32000 " + expected);
    assertThat(ask("eth_estimateGas", call)).isEqualTo("-32000 " + expected);
    assertThat(ask("eth_createAccessList", call)).contains("\"error\":\"" + expected + "\"");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"value":"0x10"}     | {} | -32000 failed with 30000000 gas: \
          insufficient funds for gas * price + value: \
          address 0x9999999999999999999999999999999999999999 have 0 want 16
          {"gasPrice":"0x77359400"} | {"balance":"0x1"} | -32000 \
          gas required exceeds allowance (0)
          {"gasPrice":"0x77359400"} | {"balance":"0x2632e314a000"} | "0x5208"
          {"gasPrice":"0x77359400","value":"0x5"} | {"balance":"0x2632e314a000"} | -32000 \
          gas required exceeds allowance (20999)
          {"gasPrice":"0x77359400","data":"0x1122"} | {"balance":"0x2632e314a000"} | -32000 \
          gas required exceeds allowance (21000)
          {"gas":"0x5208","data":"0x1122"} | {} | -32000 gas required exceeds allowance (21000)
          {"gas":"0x10"}       | {} | "0x5208"
          {"nonce":"0x10"}     | {} | "0x5208"
          """)
  void saysWhyNoGasIsEnough(String arguments, String override, String expected) {
    String sender = "0x" + "99".repeat(20);
    String call = "{\"from\":\"" + sender + "\",\"to\":\"ALICE\"," + arguments.substring(1);
    assertThat(
            ask(
                "eth_estimateGas",
                "[" + call + ", \"latest\", {\"" + sender + "\": " + override + "}]"))
        .isEqualTo(expected);
  }

  @Test
  void neverAnswersWithAnErrorBesideAResult() {
    for (String method : List.of("eth_chainId", "eth_getTransactionByHash", "eth_nothing")) {
      JsonNode answer = answer(dispatcher, method, "[\"" + NO_HASH + "\"]");
      assertThat(answer.has("result")).isNotEqualTo(answer.has("error"));
    }
  }
}
