package dev.kopi.services.engine.rpc.send;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.RpcRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConditionalSendMethodsTest {
  private static final String TARGET = EngineRig.TARGET.toHex();
  private static final String SLOT = "0x" + "00".repeat(31) + "01";
  private static final String ZERO = "0x" + "00".repeat(32);
  private static final String EMPTY_ROOT =
      "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

  private final RpcRig rig = RpcRig.of(EngineRig.l1(), CallLimits.DEFAULT);
  private final EngineRig engine = rig.engine();
  private Hash head;

  ConditionalSendMethodsTest() {
    rig.rpc().addConditional(null, 5000);
    head = engine.build(5, engine.genesis(), EngineRig.l1Attributes(1012)).blockHash();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private String send(TransactionEnvelope transaction, String condition) {
    String filled =
        condition
            .replace("TARGET", TARGET)
            .replace("SLOT", SLOT)
            .replace("ZERO", ZERO)
            .replace("EMPTY", EMPTY_ROOT);
    try {
      return rig.call(
              "eth_sendRawTransactionConditional",
              "[\"" + transaction.encoded().toHex() + "\", " + filled + "]")
          .stringValue();
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
          {}
          {"knownAccounts":{}}
          {"knownAccounts":{"TARGET":"EMPTY"}}
          {"knownAccounts":{"TARGET":{}}}
          {"knownAccounts":{"TARGET":{"SLOT":"ZERO"}}}
          {"blockNumberMin":"0x1","blockNumberMax":"1"}
          {"timestampMin":1012,"timestampMax":"0x3f4"}
          {"blockNumberMax":"0xffffffffffffffffffffffff"}
          """)
  void takesTransactionsWhoseConditionHolds(String condition) {
    TransactionEnvelope transaction = EngineRig.transfer(EngineRig.ALICE, 0, 1);
    assertThat(send(transaction, condition)).isEqualTo(transaction.hash().toHex());
    assertThat(engine.pool().transaction(transaction.hash())).isNotNull();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {"blockNumberMin":"0x2"} | -32003 \
          failed header check: failed block number minimum constraint
          {"blockNumberMax":"0x0"} | -32003 \
          failed header check: failed block number maximmum constraint
          {"timestampMin":"0x3f5"} | -32003 failed header check: failed timestamp minimum constraint
          {"timestampMax":"0x3f3"} | -32003 failed header check: failed timestamp maximum constraint
          {"blockNumberMin":"0x2","blockNumberMax":"0x1"} | -32003 failed conditional validation: \
          block number minimum constraint must be less than the maximum
          {"timestampMin":"0x2","timestampMax":"0x1"} | -32003 failed conditional validation: \
          timestamp minimum constraint must be less than the maximum
          {"knownAccounts":{"TARGET":{"SLOT":"SLOT"}}} | -32003 failed state check: \
          failed account storage slot key SLOT constraint. Got ZERO, Expected SLOT
          {"knownAccounts":{"TARGET":"SLOT"}} | -32003 failed state check: \
          failed account storage root constraint. Got EMPTY, Expected SLOT
          {"blockNumberMin":"x"} | -32602 invalid argument 1: invalid hex or decimal integer "x"
          """)
  void refusesTransactionsWhoseConditionFails(String condition, String expected) {
    assertThat(send(EngineRig.transfer(EngineRig.ALICE, 0, 1), condition))
        .isEqualTo(
            expected.replace("SLOT", SLOT).replace("ZERO", ZERO).replace("EMPTY", EMPTY_ROOT));
    assertThat(engine.pool().status().executable().transactions()).isZero();
  }

  private static String slots(int count) {
    StringBuilder slots = new StringBuilder();
    for (int i = 0; i < count; i++) {
      slots.append(i == 0 ? "" : ",").append(String.format("\"0x%064x\":\"ZERO\"", i));
    }
    return "{\"knownAccounts\":{\"TARGET\":{" + slots + "}}}";
  }

  @Test
  void boundsTheCostOfAConditionAndOfAllInASecond() {
    assertThat(send(EngineRig.transfer(EngineRig.ALICE, 0, 1), slots(1000)))
        .isEqualTo("-32005 conditional cost, 1001, exceeded max: 1000");
    int sent = 0;
    String answer = "";
    while (sent < 100 && !answer.startsWith("-32005")) {
      answer = send(EngineRig.transfer(EngineRig.ALICE, 1000 + sent++, 1), slots(999));
    }
    assertThat(answer).isEqualTo("-32005 cost 1000 rate limited");
    assertThat(sent).isGreaterThan(3);
  }

  @Test
  void refillsItsBudgetWithTime() {
    long[] now = {0};
    CostBudget budget = new CostBudget(5000, 3000, () -> now[0]);
    assertThat(budget.take(3000)).isTrue();
    assertThat(budget.take(1)).isFalse();
    now[0] += 100_000_000;
    assertThat(budget.take(501)).isFalse();
    assertThat(budget.take(500)).isTrue();
    now[0] += 60_000_000_000L;
    assertThat(budget.take(3001)).isFalse();
    assertThat(budget.take(3000)).isTrue();
  }

  @Test
  void includesATransactionOnlyWhileItsConditionHolds() {
    TransactionEnvelope bound = EngineRig.transfer(EngineRig.ALICE, 0, 1);
    TransactionEnvelope free = EngineRig.transfer(EngineRig.BOB, 0, 1);
    send(bound, "{\"blockNumberMax\":\"0x1\"}");
    engine.pool().submit(free.encoded());
    var block = engine.build(5, head, EngineRig.l1Attributes(1024));
    assertThat(block.transactions()).containsExactly(free.encoded());
    assertThat(engine.pool().transaction(bound.hash())).isNull();
    head = block.blockHash();

    TransactionEnvelope fits = EngineRig.transfer(EngineRig.ALICE, 0, 2);
    send(fits, "{\"blockNumberMax\":\"0x3\",\"knownAccounts\":{\"TARGET\":\"EMPTY\"}}");
    assertThat(engine.build(5, head, EngineRig.l1Attributes(1036)).transactions())
        .containsExactly(fits.encoded());
  }

  @Test
  void forgetsTheConditionOfATransactionThatIsSentAgainWithoutOne() {
    TransactionEnvelope transaction = EngineRig.transfer(EngineRig.ALICE, 0, 1);
    send(transaction, "{\"blockNumberMax\":\"0x1\"}");
    var block = engine.build(5, head, EngineRig.l1Attributes(1024));
    assertThat(block.transactions()).isEmpty();
    engine.pool().submit(transaction.encoded());
    assertThat(engine.build(5, block.blockHash(), EngineRig.l1Attributes(1036)).transactions())
        .containsExactly(transaction.encoded());
  }

  @Test
  void sendsToTheSequencerWhatItDoesNotPoolItself() {
    RpcRig replica = RpcRig.of(EngineRig.l1(), CallLimits.DEFAULT);
    try (replica) {
      EngineRig own = replica.engine();
      own.build(5, own.genesis(), EngineRig.l1Attributes(1012));
      TransactionEnvelope transaction = EngineRig.transfer(EngineRig.ALICE, 0, 1);
      replica
          .rpc()
          .addConditional(
              (encoded, condition, asSent) -> {
                assertThat(asSent).isEqualTo(Json.parse("{\"blockNumberMin\":1}"));
                return TransactionEnvelope.decode(encoded).hash();
              },
              5000);
      assertThat(
              replica
                  .call(
                      "eth_sendRawTransactionConditional",
                      "[\"" + transaction.encoded().toHex() + "\", {\"blockNumberMin\":1}]")
                  .stringValue())
          .isEqualTo(transaction.hash().toHex());
      assertThat(own.pool().transaction(transaction.hash())).isNull();
    }
  }

  @Test
  void isNotThereUnlessItIsAdded() {
    try (RpcRig plain = RpcRig.of(EngineRig.l1(), CallLimits.DEFAULT)) {
      assertThat(plain.rpc().methods().names()).doesNotContain("eth_sendRawTransactionConditional");
    }
    assertThatExceptionOfType(IllegalArgumentException.class)
        .isThrownBy(() -> rig.rpc().addConditional(null, 1));
  }
}
