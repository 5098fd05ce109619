package dev.kopi.services.engine.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What op-geth answers to common mistakes; recorded of it. */
class GoErrorTextsTest {
  private static final String ACCOUNT = "0x4200000000000000000000000000000000000006";

  private final RpcRig rig =
      RpcRig.of(EngineRig.holocene(), new CallLimits(0, Duration.ofSeconds(5)));

  @AfterEach
  void close() {
    rig.close();
  }

  private String ask(String method, String params) {
    try {
      return Json.text(rig.call(method, params));
    } catch (RpcException e) {
      return e.code() + " " + e.text();
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          eth_getBalance            | ["0x12","latest"]      | 0: hex string has length 2, want 40 for common.Address
          eth_getBalance            | ["","latest"]          | 0: hex string has length 0, want 40 for common.Address
          eth_getBalance            | [1,"latest"]           | 0: json: cannot unmarshal non-string into Go value of type common.Address
          eth_getBalance            | ["zz","latest"]        | 0: json: cannot unmarshal hex string without 0x prefix into Go value of type common.Address
          eth_getBalance            | ["0x1","latest"]       | 0: json: cannot unmarshal hex string of odd length into Go value of type common.Address
          eth_getBlockByNumber      | ["latest","true"]      | 1: json: cannot unmarshal string into Go value of type bool
          eth_getBlockByNumber      | ["latest",1]           | 1: json: cannot unmarshal number into Go value of type bool
          eth_getBlockByHash        | ["0x12",true]          | 0: hex string has length 2, want 64 for common.Hash
          eth_getBlockByHash        | [12,true]              | 0: json: cannot unmarshal non-string into Go value of type common.Hash
          eth_getTransactionByHash  | ["zz"]                 | 0: json: cannot unmarshal hex string without 0x prefix into Go value of type common.Hash
          debug_traceTransaction    | ["zz"]                 | 0: json: cannot unmarshal hex string without 0x prefix into Go value of type common.Hash
          eth_sendRawTransaction    | ["12"]                 | 0: json: cannot unmarshal hex string without 0x prefix into Go value of type hexutil.Bytes
          eth_sendRawTransaction    | [1]                    | 0: json: cannot unmarshal non-string into Go value of type hexutil.Bytes
          eth_getStorageAt          | ["ACCOUNT",1,"latest"] | 1: json: cannot unmarshal number into Go value of type string
          eth_call                  | ["x"]                  | 0: json: cannot unmarshal string into Go value of type ethapi.TransactionArgs
          eth_call                  | [{"to":1}]             | 0: json: cannot unmarshal non-string into Go struct field TransactionArgs.to of type common.Address
          eth_call                  | [{"to":"0x12"}]        | 0: hex string has length 2, want 40 for common.Address
          eth_call                  | [{"from":"0x1"}]       | 0: json: cannot unmarshal hex string of odd length into Go struct field TransactionArgs.from of type common.Address
          eth_call                  | [{"gas":21000}]        | 0: json: cannot unmarshal non-string into Go struct field TransactionArgs.gas of type hexutil.Uint64
          eth_call                  | [{"gas":"21000"}]      | 0: json: cannot unmarshal hex string without 0x prefix into Go struct field TransactionArgs.gas of type hexutil.Uint64
          eth_call                  | [{"nonce":5}]          | 0: json: cannot unmarshal non-string into Go struct field TransactionArgs.nonce of type hexutil.Uint64
          eth_call                  | [{"value":"1"}]        | 0: json: cannot unmarshal hex string without 0x prefix into Go struct field TransactionArgs.value of type *hexutil.Big
          eth_call                  | [{"value":"0x01"}]     | 0: json: cannot unmarshal hex number with leading zero digits into Go struct field TransactionArgs.value of type *hexutil.Big
          eth_call                  | [{"data":"0x1"}]       | 0: json: cannot unmarshal hex string of odd length into Go struct field TransactionArgs.data of type hexutil.Bytes
          eth_call                  | [{"data":"12"}]        | 0: json: cannot unmarshal hex string without 0x prefix into Go struct field TransactionArgs.data of type hexutil.Bytes
          eth_call                  | [{"accessList":"x"}]   | 0: json: cannot unmarshal string into Go struct field TransactionArgs.accessList of type types.AccessList
          """)
  void tellsWhichValueIsOfAnotherType(String method, String params, String expected) {
    assertThat(ask(method, params.replace("ACCOUNT", ACCOUNT)))
        .isEqualTo("-32602 invalid argument " + expected);
  }

  @ParameterizedTest
  @CsvSource({
    "eth_getBalance, 1, ''",
    "eth_getCode, 1, ''",
    "eth_getTransactionCount, 1, ''",
    "eth_getStorageAt, 2, ',\"0x0\"'",
    "eth_getProof, 2, ',[]'"
  })
  void stateMethodsNeedABlock(String method, int index, String more) {
    String params = "[\"" + ACCOUNT + "\"" + more;
    assertThat(ask(method, params + "]"))
        .isEqualTo("-32602 missing value for required argument " + index);
    assertThat(ask(method, params + ",null]")).isEqualTo("-32000 header not found");
    assertThat(ask(method, params + ",\"0x99\"]")).isEqualTo("-32000 header not found");
    assertThat(ask(method, params + ",\"latest\"]")).doesNotStartWith("-");
  }
}
