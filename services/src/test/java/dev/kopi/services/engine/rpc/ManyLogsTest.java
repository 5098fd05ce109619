package dev.kopi.services.engine.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.rpc.dispatch.EventSource;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A block with more logs than one answer holds, on an engine with filters and subscriptions. */
class ManyLogsTest {
  private static final int LOGS = 20_100;

  @Test
  void disturbsNeitherTheEngineNorAnyListener() {
    try (RpcRig rpc = RpcRig.of(EngineRig.l1(), CallLimits.DEFAULT)) {
      EngineRig rig = rpc.engine();
      String filter = rpc.call("eth_newFilter", "[{}]").stringValue();
      EventSource heads = rpc.subscribe("newHeads");
      EventSource logs = rpc.subscribe("logs");

      rig.pool().submit(manyLogs().encoded());
      Hash big = rig.build(5, rig.genesis(), EngineRig.l1Attributes(1012)).blockHash();
      Hash next = rig.build(5, big, EngineRig.l1Attributes(1024)).blockHash();

      assertThat(rig.store().heads().head()).isEqualTo(next);
      assertThat(hash(heads.next())).isEqualTo(big.toHex());
      assertThat(hash(heads.next())).isEqualTo(next.toHex());
      assertThat(heads.next()).isNull();
      for (int i = 0; i < LOGS; i++) {
        assertThat(JsonTrees.of(logs.next()).path("logIndex").stringValue())
            .isEqualTo("0x" + Integer.toHexString(i));
      }
      assertThat(logs.next()).isNull();
      String poll = "[\"" + filter + "\"]";
      int polled = rpc.call("eth_getFilterChanges", poll).size();
      assertThat(polled + rpc.call("eth_getFilterChanges", poll).size()).isEqualTo(LOGS);
      assertThat(rpc.call("eth_getFilterChanges", poll)).isEmpty();
    }
  }

  private static String hash(@Nullable JsonNode header) {
    return JsonTrees.of(header).path("hash").stringValue();
  }

  /** Creates a contract whose init code emits empty logs in a loop. */
  private static TransactionEnvelope manyLogs() {
    Bytes loop = Bytes.fromHex("0x62" + "%06x".formatted(LOGS) + "5b5f5fa0600190038060045700");
    return EngineRig.sign(
        new Transaction.DynamicFee(
            EngineRig.CHAIN,
            0,
            EngineRig.GWEI,
            EngineRig.GWEI.multiply(UInt256.of(50)),
            10_000_000,
            null,
            UInt256.ZERO,
            loop,
            List.of(),
            new Signature(UInt256.ZERO, UInt256.ZERO, UInt256.ZERO)),
        EngineRig.ALICE);
  }
}
