package dev.kopi.services.engine.rpc.simulate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.RpcRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RollupSimulationTest {
  private static final String ALICE = EngineRig.address(EngineRig.ALICE).toHex();
  private static final String TARGET = EngineRig.TARGET.toHex();
  private static final String BASE_FEE_VAULT = "0x4200000000000000000000000000000000000019";

  private static ChainSpec at(OpFork newest) {
    Map<Fork, Long> forks = new EnumMap<>(Fork.class);
    for (Fork fork : Fork.values()) {
      if (Fork.PRAGUE.atLeast(fork)) {
        forks.put(fork, 0L);
      }
    }
    Map<OpFork, Long> rollup = new EnumMap<>(OpFork.class);
    for (OpFork fork : OpFork.values()) {
      if (newest.atLeast(fork)) {
        rollup.put(fork, 0L);
      }
    }
    return new ChainSpec(
        EngineRig.CHAIN,
        forks,
        UInt256.ZERO,
        null,
        List.of(),
        null,
        new OpSpec(rollup, 6, 50, 250));
  }

  @Test
  void paysTheBaseFeeToItsVault() {
    try (RpcRig rig = RpcRig.of(at(OpFork.ISTHMUS), CallLimits.DEFAULT)) {
      String probe = "0x" + "cc".repeat(20);
      String balance = "0x73" + BASE_FEE_VAULT.substring(2) + "3160005260206000f3";
      JsonNode blocks =
          rig.call(
              "eth_simulateV1",
              "[{\"validation\": true, \"blockStateCalls\": ["
                  + "{\"blockOverrides\": {\"baseFeePerGas\": \"0x5\"},"
                  + " \"stateOverrides\": {\"PROBE\": {\"code\": \"CODE\"}},"
                      .replace("PROBE", probe)
                      .replace("CODE", balance)
                  + "\"calls\": [{\"from\": \"ALICE\", \"to\": \"TARGET\", \"gas\": \"0x5208\","
                      .replace("ALICE", ALICE)
                      .replace("TARGET", TARGET)
                  + " \"maxFeePerGas\": \"0x9\", \"maxPriorityFeePerGas\": \"0x1\"}]},"
                  + "{\"blockOverrides\": {\"baseFeePerGas\": \"0x0\"},"
                  + " \"calls\": [{\"from\": \"ALICE\", \"to\": \"PROBE\", \"gas\": \"0xc350\"}]}]}]"
                      .replace("PROBE", probe)
                      .replace("ALICE", ALICE));
      assertThat(
              UInt256.fromHex(blocks.get(1).path("calls").get(0).path("returnData").stringValue()))
          .isEqualTo(UInt256.of(5 * 21_000));
    }
  }

  @Test
  void tellsTheChainOfLegacyTransactions() {
    try (RpcRig rig = RpcRig.of(at(OpFork.ISTHMUS), CallLimits.DEFAULT)) {
      JsonNode blocks =
          rig.call(
              "eth_simulateV1",
              "[{\"returnFullTransactions\": true, \"blockStateCalls\": [{\"calls\": ["
                  + "{\"from\": \"ALICE\", \"to\": \"TARGET\", \"gasPrice\": \"0x5\"}]}]}]"
                      .replace("ALICE", ALICE)
                      .replace("TARGET", TARGET));
      JsonNode transaction = blocks.get(0).path("transactions").get(0);
      assertThat(transaction.path("type").stringValue()).isEqualTo("0x0");
      assertThat(transaction.path("chainId").stringValue()).isEqualTo("0x384");
    }
  }

  @Test
  void needsTheL1AttributesOfTheBaseSinceJovian() {
    try (RpcRig rig = RpcRig.of(at(OpFork.JOVIAN), CallLimits.DEFAULT)) {
      assertThatThrownBy(
              () -> rig.call("eth_simulateV1", "[{\"blockStateCalls\": [{}]}, \"latest\"]"))
          .isInstanceOf(RpcException.class)
          .hasMessage("error calculating DA footprint: missing deposit transaction");
    }
  }

  @Test
  void tellsTheForksOfARollup() {
    try (RpcRig rig = RpcRig.of(at(OpFork.ISTHMUS), CallLimits.DEFAULT)) {
      JsonNode current = rig.call("eth_config", "[]").path("current");
      assertThat(current.path("activationTime").intValue()).isZero();
      assertThat(current.path("blobSchedule").isNull()).isTrue();
      assertThat(current.path("chainId").stringValue()).isEqualTo("0x384");
      assertThat(current.path("systemContracts").toString())
          .isEqualTo(
              "{\"BEACON_ROOTS_ADDRESS\":\"0x000f3df6d732807ef1319fb7b8bb8522d0beac02\","
                  + "\"HISTORY_STORAGE_ADDRESS\":\"0x0000f90827f1c53a10cb7a02335b175320002935\"}");
      assertThat(current.path("precompiles").has("P256VERIFY")).isTrue();
    }
  }

  @Test
  void announcesTheNextForkOfARollup() {
    Map<OpFork, Long> rollup = new EnumMap<>(OpFork.class);
    for (OpFork fork : OpFork.values()) {
      if (OpFork.JOVIAN.atLeast(fork)) {
        rollup.put(fork, fork == OpFork.JOVIAN ? 5_000L : 0L);
      }
    }
    ChainSpec base = at(OpFork.ISTHMUS);
    ChainSpec spec =
        new ChainSpec(
            base.chainId(),
            base.activations(),
            UInt256.ZERO,
            null,
            List.of(),
            null,
            new OpSpec(rollup, 6, 50, 250));
    try (RpcRig rig = RpcRig.of(spec, CallLimits.DEFAULT)) {
      JsonNode config = rig.call("eth_config", "[]");
      assertThat(config.path("next").path("activationTime").intValue()).isEqualTo(5_000);
      assertThat(config.path("last")).isEqualTo(config.path("next"));
      assertThat(config.path("next").path("forkId"))
          .isNotEqualTo(config.path("current").path("forkId"));
    }
  }
}
