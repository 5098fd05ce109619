package dev.kopi.services.node.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.eth.EngineJson;
import dev.kopi.adapters.l2.L2Client;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.dispatch.Caller;
import dev.kopi.adapters.rpc.dispatch.RpcDispatcher;
import dev.kopi.adapters.rpc.dispatch.RpcLimits;
import dev.kopi.adapters.rpc.dispatch.RpcObserver;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.UnsafePayloads;
import dev.kopi.services.node.driver.NodeRig;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RollupRpcTest {
  private final NodeRig source = NodeRig.sequencer();
  private final NodeRig rig;
  private final RpcDispatcher rpc;

  RollupRpcTest() {
    source.mine(2);
    rig = NodeRig.beside(source);
    rig.settle();
    rig.answerAtOnce();
    rpc = dispatcher(rig, true);
  }

  private static RpcDispatcher dispatcher(NodeRig rig, boolean sequencing) {
    RollupRpc rollup =
        new RollupRpc(
            rig.config,
            rig.driver,
            new L2Client(
                new EthClient((method, params) -> {
                  throw new RpcTransportException("no engine", null);
                })),
            new SafeHeads(10),
            rig.conductor,
            sequencing,
            "test");
    return new RpcDispatcher(
        rollup.methods().addAll(rollup.adminMethods()), RpcLimits.PUBLIC, RpcObserver.NONE);
  }

  private static JsonNode call(RpcDispatcher rpc, String method, String params) {
    String request =
        "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + method + "\",\"params\":" + params + "}";
    byte[] answer =
        rpc.answer(request.getBytes(java.nio.charset.StandardCharsets.UTF_8), Caller.LOCAL, null);
    return Json.parse(Objects.requireNonNull(answer));
  }

  private String error(String method, String params) {
    return call(rpc, method, params).path("error").path("message").asString("");
  }

  private static String envelope(UnsafePayloads.Entry entry) {
    ObjectNode envelope = Json.object();
    envelope.set("executionPayload", EngineJson.write(entry.payload()));
    envelope.put(
        "parentBeaconBlockRoot", Objects.requireNonNull(entry.parentBeaconBlockRoot()).toHex());
    return "[" + envelope + "]";
  }

  private JsonNode post(UnsafePayloads.Entry entry) {
    return call(rpc, "admin_postUnsafePayload", envelope(entry));
  }

  @Test
  void aPostedPayloadIsInsertedBeforeTheAnswer() {
    JsonNode answer = post(source.entry(1));
    assertThat(answer.has("error")).isFalse();
    assertThat(answer.path("result").isNull()).isTrue();
    assertThat(rig.engine.head().number()).isEqualTo(1);
  }

  @Test
  void aPostedPayloadThatWaitsOrIsKnownIsNoError() {
    assertThat(post(source.entry(2)).has("error")).isFalse();
    assertThat(post(source.entry(1)).has("error")).isFalse();
    assertThat(post(source.entry(2)).has("error")).isFalse();
    assertThat(rig.engine.head().number()).isEqualTo(2);
  }

  @Test
  void aPostedPayloadThatIsRefusedSaysWhy() {
    post(source.entry(1));
    post(source.entry(2));
    assertThat(error("admin_postUnsafePayload", envelope(source.entry(1))))
        .isEqualTo("payload is not inserted: the unsafe head is at or above its number");
    rig.engine.refuse(payload -> true);
    assertThat(error("admin_postUnsafePayload", envelope(source.entry(3))))
        .isEqualTo("payload is invalid: refused by the test");
  }

  @Test
  void aPostedPayloadWithAnotherHashIsRefused() {
    UnsafePayloads.Entry renamed = NodeRig.renumbered(source.entry(1), 1, Hash.ZERO);
    assertThat(error("admin_postUnsafePayload", envelope(renamed)))
        .startsWith("payload has bad block hash");
  }

  @Test
  void aResetThatFailsSaysWhy() {
    rig.l1.setAvailable(false);
    assertThat(error("admin_resetDerivationPipeline", "[]"))
        .isEqualTo("cannot reset: L1 is not there");
    rig.l1.setAvailable(true);
    assertThat(call(rpc, "admin_resetDerivationPipeline", "[]").has("error")).isFalse();
  }

  @Test
  void theSequencerIsStartedAndStopped() {
    String head = "[\"" + rig.engine.head().hash().toHex() + "\"]";
    assertThat(error("admin_stopSequencer", "[]")).isEqualTo("sequencer not running");
    assertThat(error("admin_startSequencer", "[\"" + Hash.ZERO.toHex() + "\"]"))
        .startsWith("block hash does not match");
    assertThat(call(rpc, "admin_startSequencer", head).has("error")).isFalse();
    assertThat(call(rpc, "admin_sequencerActive", "[]").path("result").asBoolean()).isTrue();
    assertThat(call(rpc, "admin_setRecoverMode", "[true]").has("error")).isFalse();
    assertThat(call(rpc, "admin_stopSequencer", "[]").path("result").asString(""))
        .isEqualTo(rig.engine.head().hash().toHex());
  }

  @Test
  void aVerifierRefusesToSequence() {
    RpcDispatcher verifier = dispatcher(rig, false);
    assertThat(
            call(verifier, "admin_stopSequencer", "[]").path("error").path("message").asString(""))
        .isEqualTo("sequencer is not enabled");
  }

  @Test
  void aNodeThatStopsRefusesCommands() {
    rig.driver.close();
    assertThat(error("admin_resetDerivationPipeline", "[]")).isEqualTo("the node is stopping");
    assertThat(error("admin_postUnsafePayload", envelope(source.entry(1))))
        .isEqualTo("the node is stopping");
  }

  @Test
  void showsTheHeads() {
    post(source.entry(1));
    JsonNode status = call(rpc, "optimism_syncStatus", "[]").path("result");
    assertThat(status.path("unsafe_l2").path("number").asInt()).isEqualTo(1);
    assertThat(error("optimism_outputAtBlock", "[\"0x5\"]")).contains("not found: L2 block 5");
    assertThat(error("optimism_outputAtBlock", "[\"0x0\"]")).contains("no engine");
    assertThat(error("optimism_safeHeadAtL1Block", "[\"0x5\"]")).contains("no safe head is known");
  }
}
