package dev.kopi.services.engine.rpc.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.RpcRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class FillMethodsTest {
  private static final String ALICE = EngineRig.address(EngineRig.ALICE).toHex();
  private static final String TARGET = EngineRig.TARGET.toHex();

  private final RpcRig rig = RpcRig.of(EngineRig.l1(), CallLimits.DEFAULT);
  private final UInt256 baseFee;

  FillMethodsTest() {
    EngineRig engine = rig.engine();
    engine.pool().submit(EngineRig.transfer(EngineRig.ALICE, 0, 1).encoded());
    baseFee = engine.build(5, engine.genesis(), EngineRig.l1Attributes(1012)).baseFeePerGas();
    engine.pool().submit(EngineRig.transfer(EngineRig.ALICE, 1, 1).encoded());
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private JsonNode fill(String arguments) {
    return rig.call(
        "eth_fillTransaction",
        "[" + arguments.replace("ALICE", ALICE).replace("TARGET", TARGET) + "]");
  }

  private Transaction filled(String arguments) {
    JsonNode answer = fill(arguments);
    TransactionEnvelope raw =
        TransactionEnvelope.decode(Bytes.fromHex(answer.path("raw").stringValue()));
    assertThat(answer.path("tx").path("hash").stringValue()).isEqualTo(raw.hash().toHex());
    return raw.transaction();
  }

  @Test
  void fillsNonceFeesAndGas() {
    Transaction transaction = filled("{\"from\":\"ALICE\",\"to\":\"TARGET\",\"value\":\"0x5\"}");
    UInt256 tip = UInt256.fromHex(rig.call("eth_maxPriorityFeePerGas", "[]").stringValue());
    assertThat(transaction.type()).isEqualTo(TransactionType.DYNAMIC_FEE);
    assertThat(transaction.nonce()).isEqualTo(2);
    assertThat(transaction.gasLimit()).isEqualTo(21_000);
    assertThat(transaction.maxPriorityFeePerGas()).isEqualTo(tip);
    assertThat(transaction.maxFeePerGas()).isEqualTo(baseFee.multiply(UInt256.of(2)).add(tip));
    assertThat(transaction.value()).isEqualTo(UInt256.of(5));
    assertThat(transaction.chainId()).isEqualTo(EngineRig.CHAIN);
  }

  @Test
  void keepsWhatIsGiven() {
    Transaction legacy =
        filled(
            "{\"from\":\"ALICE\",\"to\":\"TARGET\",\"gasPrice\":\"0x77359400\",\"gas\":\"0x7530\","
                + "\"nonce\":\"0x9\",\"input\":\"0x11\"}");
    assertThat(legacy.type()).isEqualTo(TransactionType.LEGACY);
    assertThat(legacy.nonce()).isEqualTo(9);
    assertThat(legacy.gasLimit()).isEqualTo(30_000);
    assertThat(legacy.maxFeePerGas()).isEqualTo(UInt256.of(2_000_000_000));
    assertThat(legacy.data()).isEqualTo(Bytes.fromHex("0x11"));
    Transaction blob =
        filled(
            "{\"from\":\"ALICE\",\"to\":\"TARGET\",\"maxFeePerGas\":\"0x77359401\","
                + "\"blobVersionedHashes\":[\"0x01"
                + "11".repeat(31)
                + "\"]}");
    assertThat(blob.type()).isEqualTo(TransactionType.BLOB);
    assertThat(blob.maxFeePerBlobGas()).isEqualTo(UInt256.of(2));
    assertThat(blob.maxFeePerGas()).isEqualTo(UInt256.of(2_000_000_001));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"from":"ALICE"} | contract creation without any data provided
          {"from":"ALICE","to":"TARGET","gasPrice":"0x0"} | \
          gasPrice must be non-zero after london fork
          {"from":"ALICE","to":"TARGET","maxFeePerGas":"0x1","maxPriorityFeePerGas":"0x2"} | \
          maxFeePerGas (0x1) < maxPriorityFeePerGas (0x2)
          {"from":"ALICE","to":"TARGET","maxFeePerGas":"0x0","maxPriorityFeePerGas":"0x0"} | \
          maxFeePerGas must be non-zero
          {"from":"ALICE","to":"TARGET","chainId":"0x1"} | \
          chainId does not match node's (have=1, want=900)
          {"from":"ALICE","to":"TARGET","data":"0x11","input":"0x12"} | \
          both "data" and "input" are set and not equal. \
          Please use "input" to pass transaction call data
          {"from":"ALICE","to":"TARGET","gasPrice":"0x77359400","maxFeePerGas":"0x1"} | \
          both gasPrice and (maxFeePerGas or maxPriorityFeePerGas) specified
          {"from":"TARGET","to":"ALICE","value":"0xffffffffffffffff"} | insufficient funds for transfer
          {"from":"ALICE","to":"TARGET","maxFeePerBlobGas":"0x0"} | \
          maxFeePerBlobGas, if specified, must be non-zero
          """)
  void refusesWhatMakesNoTransaction(String arguments, String expected) {
    assertThatThrownBy(() -> fill(arguments)).isInstanceOf(RpcException.class).hasMessage(expected);
  }
}
