package dev.kopi.services.engine.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.dispatch.Caller;
import dev.kopi.adapters.rpc.dispatch.EventSource;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.EngineRigs;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import dev.kopi.services.lifecycle.RoleHealth;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import tools.jackson.databind.JsonNode;

/** A block with more logs than one answer holds, on an engine with filters and subscriptions. */
class ManyLogsTest {
  private static final int LOGS = 20_100;

  @RegisterExtension final EngineRigs rigs = new EngineRigs();

  @Test
  void disturbsNeitherTheEngineNorAnyListener() {
    EngineRig rig = rigs.open(EngineRig.l1());
    try (EthRpc rpc = rpc(rig)) {
      RpcMethods methods = rpc.methods();
      String filter = call(methods, "eth_newFilter", "[{}]").stringValue();
      EventSource heads = subscribe(methods, "newHeads");
      EventSource logs = subscribe(methods, "logs");

      rig.pool().submit(manyLogs().encoded());
      Hash big = rig.build(5, rig.genesis(), EngineRig.l1Attributes(1012)).blockHash();
      Hash next = rig.build(5, big, EngineRig.l1Attributes(1024)).blockHash();

      assertThat(rig.store().heads().head()).isEqualTo(next);
      assertThat(hash(heads.next())).isEqualTo(big.toHex());
      assertThat(hash(heads.next())).isEqualTo(next.toHex());
      assertThat(heads.next()).isNull();
      for (int i = 0; i < LOGS; i++) {
        assertThat(Objects.requireNonNull(logs.next()).path("logIndex").stringValue())
            .isEqualTo("0x" + Integer.toHexString(i));
      }
      assertThat(logs.next()).isNull();
      String poll = "[\"" + filter + "\"]";
      int polled = call(methods, "eth_getFilterChanges", poll).size();
      assertThat(polled + call(methods, "eth_getFilterChanges", poll).size()).isEqualTo(LOGS);
      assertThat(call(methods, "eth_getFilterChanges", poll)).isEmpty();
    }
  }

  private static EthRpc rpc(EngineRig rig) {
    return new EthRpc(
        rig.store(),
        EngineRig.l1(),
        EngineRig.CRYPTO,
        rig.pool(),
        rig.events(),
        rig.limits(),
        CallLimits.DEFAULT,
        InstantSource.system(),
        new Random(1),
        "test",
        new RoleHealth("test"));
  }

  private static EventSource subscribe(RpcMethods methods, String name) {
    return Objects.requireNonNull(methods.stream("eth", name))
        .subscribe(new Params(Json.array(), Caller.LOCAL), () -> {});
  }

  private static JsonNode call(RpcMethods methods, String method, String params) {
    return Objects.requireNonNull(
        Objects.requireNonNull(methods.handler(method))
            .handle(new Params(Json.parse(params), Caller.LOCAL)));
  }

  private static String hash(@Nullable JsonNode header) {
    return Objects.requireNonNull(header).path("hash").stringValue();
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
