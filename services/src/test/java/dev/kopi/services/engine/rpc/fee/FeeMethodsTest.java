package dev.kopi.services.engine.rpc.fee;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.RpcRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class FeeMethodsTest {
  private final RpcRig rig = RpcRig.of(EngineRig.l1(), CallLimits.DEFAULT);
  private final List<ExecutionPayload> blocks = new ArrayList<>();

  /** Two blocks: one with tips of 1, 2 and 4 gwei, and an empty one. */
  @BeforeEach
  void build() {
    EngineRig engine = rig.engine();
    engine.pool().submit(EngineRig.transfer(EngineRig.ALICE, 0, 2).encoded());
    engine.pool().submit(EngineRig.transfer(EngineRig.ALICE, 1, 1).encoded());
    engine.pool().submit(EngineRig.transfer(EngineRig.BOB, 0, 4).encoded());
    Hash head = engine.genesis();
    for (int i = 1; i <= 2; i++) {
      ExecutionPayload block = engine.build(5, head, EngineRig.l1Attributes(1000 + 12L * i));
      blocks.add(block);
      head = block.blockHash();
    }
  }

  @AfterEach
  void close() {
    rig.close();
  }

  private static List<String> texts(JsonNode list) {
    List<String> out = new ArrayList<>();
    list.forEach(one -> out.add(one.stringValue()));
    return out;
  }

  private static String gwei(long count) {
    return "0x" + Long.toHexString(count * 1_000_000_000);
  }

  @Test
  void listsTheTipsOfABlockByTheirShareOfGas() {
    assertThat(blocks.getFirst().transactions()).hasSize(3);
    JsonNode history = rig.call("eth_feeHistory", "[\"0x2\", \"latest\", [0, 50, 100]]");
    assertThat(history.path("oldestBlock").stringValue()).isEqualTo("0x1");
    assertThat(texts(history.path("reward").get(0))).containsExactly(gwei(1), gwei(2), gwei(4));
    assertThat(texts(history.path("reward").get(1))).containsExactly("0x0", "0x0", "0x0");
    assertThat(history.path("gasUsedRatio").get(1).toString()).isEqualTo("0");
    assertThat(history.path("gasUsedRatio").get(0).toString())
        .isEqualTo(Double.toString(63_000.0 / blocks.getFirst().gasLimit()));
    assertThat(history.path("gasUsedRatio").get(0).doubleValue())
        .isEqualTo(63_000.0 / blocks.getFirst().gasLimit());
  }

  @Test
  void listsOneBaseFeeMoreThanBlocks() {
    JsonNode history = rig.call("eth_feeHistory", "[2, \"latest\", []]");
    List<String> fees = texts(history.path("baseFeePerGas"));
    assertThat(fees).hasSize(3);
    for (int i = 0; i < 2; i++) {
      assertThat(fees.get(i)).isEqualTo(blocks.get(i).baseFeePerGas().toHex());
    }
    assertThat(fees.get(2)).isEqualTo(rig.call("eth_baseFee", "[]").stringValue());
    assertThat(history.has("reward")).isFalse();
  }

  @Test
  void goesBackToGenesisAtMost() {
    JsonNode history = rig.call("eth_feeHistory", "[\"0xffff\", \"latest\"]");
    assertThat(history.path("oldestBlock").stringValue()).isEqualTo("0x0");
    assertThat(history.path("gasUsedRatio")).hasSize(3);
  }

  @Test
  void refusesPercentilesThatFallOrAreTooMany() {
    for (String percentiles : List.of("[50, 10]", "[101]", "[-1]", "[" + "1,".repeat(100) + "1]")) {
      assertThatThrownBy(
              () -> rig.call("eth_feeHistory", "[\"0x1\", \"latest\", " + percentiles + "]"))
          .hasMessageContaining("invalid reward percentile");
    }
  }

  @Test
  void suggestsTipsOfRecentBlocksAndFollowsTheHead() {
    String before = rig.call("eth_maxPriorityFeePerGas", "[]").stringValue();
    assertThat(before).isEqualTo(gwei(2));
    assertThat(rig.call("eth_maxPriorityFeePerGas", "[]").stringValue()).isEqualTo(before);
    EngineRig engine = rig.engine();
    engine.pool().submit(EngineRig.transfer(EngineRig.ALICE, 2, 9).encoded());
    engine.pool().submit(EngineRig.transfer(EngineRig.BOB, 1, 9).encoded());
    engine.build(5, blocks.getLast().blockHash(), EngineRig.l1Attributes(1036));
    assertThat(rig.call("eth_maxPriorityFeePerGas", "[]").stringValue()).isEqualTo(gwei(4));
  }
}
