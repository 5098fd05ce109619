package dev.kopi.adapters.json.eth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.ForkchoiceResult;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class EngineJsonTest {
  private static final Hash HASH = Hash.fromHex("0x" + "ab".repeat(32));
  private static final Address ADDRESS = Address.fromHex("0x" + "cd".repeat(20));

  private static ExecutionPayload payload(@Nullable Hash withdrawalsRoot, boolean cancun) {
    return new ExecutionPayload(
        HASH,
        ADDRESS,
        HASH,
        HASH,
        Bytes.wrap(new byte[256]),
        HASH,
        1,
        30_000_000,
        21_000,
        -1,
        Bytes.fromHex("0x00000000fa00000006"),
        UInt256.of(7),
        HASH,
        List.of(Bytes.fromHex("0x7e01")),
        cancun ? List.of(new Withdrawal(-1, 2, ADDRESS, 3)) : null,
        cancun ? 0L : null,
        cancun ? 131_072L : null,
        withdrawalsRoot);
  }

  @Test
  void readsPayloadsAsTheyWereWritten() {
    for (ExecutionPayload payload :
        List.of(payload(null, false), payload(null, true), payload(HASH, true))) {
      assertThat(EngineJson.readPayload(reread(EngineJson.write(payload)))).isEqualTo(payload);
    }
  }

  private static JsonNode reread(JsonNode json) {
    return Json.parse(Json.write(json));
  }

  @Test
  void leavesTheOpFieldOutOfPayloadsOfL1() {
    assertThat(EngineJson.write(payload(null, true)).has("withdrawalsRoot")).isFalse();
    assertThat(EngineJson.write(payload(null, true)).path("timestamp").stringValue())
        .isEqualTo("0xffffffffffffffff");
  }

  @Test
  void refusesPayloadsWithoutAFieldOrWithAWrongOne() {
    for (String name : EngineJson.write(payload(null, false)).propertyNames()) {
      if (List.of("withdrawals", "blobGasUsed", "excessBlobGas").contains(name)) {
        continue;
      }
      ObjectNode missing = EngineJson.write(payload(null, false));
      missing.remove(name);
      assertThatThrownBy(() -> EngineJson.readPayload(missing)).isInstanceOf(DecodeException.class);
      ObjectNode wrong = EngineJson.write(payload(null, false));
      wrong.put(name, 5);
      assertThatThrownBy(() -> EngineJson.readPayload(wrong)).isInstanceOf(DecodeException.class);
    }
    ObjectNode bloom = EngineJson.write(payload(null, false));
    bloom.put("logsBloom", "0x00");
    assertThatThrownBy(() -> EngineJson.readPayload(bloom)).isInstanceOf(DecodeException.class);
  }

  @Test
  void readsAttributesAsTheyWereWritten() {
    PayloadAttributes l1 =
        new PayloadAttributes(5, HASH, ADDRESS, List.of(), HASH, null, false, null, null, null);
    PayloadAttributes op =
        new PayloadAttributes(
            5,
            HASH,
            ADDRESS,
            List.of(),
            HASH,
            List.of(Bytes.fromHex("0x7e")),
            true,
            30_000_000L,
            Bytes.fromHex("0x000000fa00000006"),
            100L);
    PayloadAttributes old =
        new PayloadAttributes(5, HASH, ADDRESS, null, null, List.of(), false, 1L, null, null);
    for (PayloadAttributes attributes : List.of(l1, op, old)) {
      assertThat(EngineJson.readAttributes(reread(EngineJson.write(attributes))))
          .isEqualTo(attributes);
    }
  }

  @Test
  void takesTheLeastBaseFeeAsNumberAndAsQuantity() {
    ObjectNode json =
        EngineJson.write(
            new PayloadAttributes(5, HASH, ADDRESS, null, null, null, false, null, null, 1_000L));
    assertThat(json.path("minBaseFee").isNumber()).isTrue();
    json.put("minBaseFee", "0x3e8");
    assertThat(EngineJson.readAttributes(json).minBaseFee()).isEqualTo(1_000L);
  }

  @Test
  void readsVerdictsAndEnvelopesAsTheyWereWritten() {
    ForkchoiceResult result =
        new ForkchoiceResult(PayloadStatus.valid(HASH), new PayloadId(0x0301020304050607L));
    JsonNode json = reread(EngineJson.write(result));
    assertThat(json.path("payloadId").stringValue()).isEqualTo("0x0301020304050607");
    assertThat(EngineJson.readForkchoiceResult(json)).isEqualTo(result);
    ForkchoiceResult syncing = new ForkchoiceResult(PayloadStatus.syncing(), null);
    assertThat(EngineJson.readForkchoiceResult(reread(EngineJson.write(syncing))))
        .isEqualTo(syncing);
    ForkchoiceState state = new ForkchoiceState(HASH, Hash.ZERO, Hash.ZERO);
    assertThat(EngineJson.readForkchoiceState(reread(EngineJson.write(state)))).isEqualTo(state);
    PayloadEnvelope envelope =
        new PayloadEnvelope(
            payload(HASH, true),
            UInt256.of(9),
            new PayloadEnvelope.BlobsBundle(
                List.of(Bytes.fromHex("0x01")),
                List.of(Bytes.fromHex("0x02")),
                List.of(Bytes.fromHex("0x03"))),
            List.of(Bytes.fromHex("0x0004")),
            HASH);
    assertThat(EngineJson.readEnvelope(reread(EngineJson.write(envelope)))).isEqualTo(envelope);
  }
}
