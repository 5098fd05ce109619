package dev.kopi.services.engine.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class NetworkMethodsTest {
  private final RpcRig rig = RpcRig.of(EngineRig.l1(), CallLimits.DEFAULT);

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void tellsOfANodeWithoutPeers() {
    JsonNode info = rig.call("admin_nodeInfo", "[]");
    assertThat(info.path("name").stringValue()).isEqualTo("test");
    JsonNode eth = info.path("protocols").path("eth");
    assertThat(eth.path("network").intValue()).isEqualTo(900);
    assertThat(eth.path("genesis").stringValue()).isEqualTo(rig.engine().genesis().toHex());
    assertThat(eth.path("head").stringValue()).isEqualTo(rig.engine().genesis().toHex());
    assertThat(eth.path("config").path("chainId").intValue()).isEqualTo(900);
    assertThat(rig.call("admin_peers", "[]")).isEmpty();
    assertThat(rig.call("net_peerCount", "[]").stringValue()).isEqualTo("0x0");
    assertThat(rig.call("op_supportedCapabilities", "[]")).isEmpty();
  }

  @Test
  void givesEncodedTransactionsByTheirPlace() {
    EngineRig engine = rig.engine();
    TransactionEnvelope transaction = EngineRig.transfer(EngineRig.ALICE, 0, 1);
    engine.pool().submit(transaction.encoded());
    Hash block = engine.build(5, engine.genesis(), EngineRig.l1Attributes(1012)).blockHash();
    String raw = transaction.encoded().toHex();
    assertThat(raw("eth_getRawTransactionByBlockNumberAndIndex", "\"0x1\", \"0x0\""))
        .isEqualTo(raw);
    assertThat(raw("eth_getRawTransactionByBlockNumberAndIndex", "\"0x1\", \"0x1\""))
        .isEqualTo("0x");
    assertThat(raw("eth_getRawTransactionByBlockNumberAndIndex", "\"0x9\", \"0x0\""))
        .isEqualTo("0x");
    String hash = "\"" + block.toHex() + "\"";
    assertThat(raw("eth_getRawTransactionByBlockHashAndIndex", hash + ", \"0x0\"")).isEqualTo(raw);
    assertThat(raw("eth_getRawTransactionByHash", "\"" + transaction.hash().toHex() + "\""))
        .isEqualTo(raw);
    assertThat(raw("eth_getRawTransactionByHash", hash)).isEqualTo("0x");
    assertThat(rig.call("eth_pendingTransactions", "[]")).isEmpty();
  }

  private String raw(String method, String params) {
    return rig.call(method, "[" + params + "]").stringValue();
  }
}
