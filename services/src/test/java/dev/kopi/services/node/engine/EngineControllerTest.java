package dev.kopi.services.node.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.engineapi.EngineApi;
import dev.kopi.core.engineapi.EngineApiException;
import dev.kopi.core.engineapi.EngineUnavailableException;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.ForkchoiceResult;
import dev.kopi.core.engineapi.ForkchoiceState;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.engineapi.PayloadId;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SystemConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What the node makes of the answers of an engine. */
class EngineControllerTest {
  private static final PayloadId ID = new PayloadId(7);
  private static final RollupConfig CONFIG =
      new RollupConfig(
          UInt256.of(900),
          UInt256.of(901),
          new BlockId(Hash.ZERO, 0),
          new BlockId(Hash.ZERO, 0),
          1000,
          new SystemConfig(Address.ZERO, Hash.ZERO, Hash.ZERO, 1, 0, 0, 0, 0, 0, 0),
          2,
          600,
          10,
          10,
          Address.ZERO,
          Address.ZERO,
          Address.ZERO,
          new OpSpec(Map.of(OpFork.REGOLITH, 0L), 6, 50, 250),
          null,
          null);

  private final Script script = new Script();
  private final EngineController controller = new EngineController(CONFIG, script);

  private static final class Script implements EngineApi {
    private final List<ForkchoiceState> sent = new ArrayList<>();
    private PayloadStatus status = PayloadStatus.valid(Hash.ZERO);
    private @Nullable PayloadId id = ID;
    private @Nullable RuntimeException failure;

    private void fail() {
      if (failure != null) {
        throw failure;
      }
    }

    @Override
    public ForkchoiceResult forkchoiceUpdated(
        int version, ForkchoiceState state, @Nullable PayloadAttributes attributes) {
      fail();
      sent.add(state);
      return new ForkchoiceResult(status, id);
    }

    @Override
    public PayloadEnvelope getPayload(int version, PayloadId payload) {
      fail();
      return new PayloadEnvelope(payload(), UInt256.ZERO, null, null, null);
    }

    @Override
    public PayloadStatus newPayload(
        int version,
        ExecutionPayload payload,
        @Nullable List<Hash> blobHashes,
        @Nullable Hash parentBeaconBlockRoot,
        @Nullable List<Bytes> executionRequests) {
      fail();
      return status;
    }
  }

  private static L2BlockRef block(long number) {
    return new L2BlockRef(
        Hash.ofWords(2, 0, 0, number),
        number,
        Hash.ofWords(2, 0, 0, number - 1),
        1000 + 2 * number,
        new BlockId(Hash.ZERO, 0),
        number);
  }

  private static ExecutionPayload payload() {
    return new ExecutionPayload(
        Hash.ZERO,
        Address.ZERO,
        Hash.ZERO,
        Hash.ZERO,
        Bytes.EMPTY,
        Hash.ZERO,
        6,
        1,
        0,
        1012,
        Bytes.EMPTY,
        UInt256.ONE,
        Hash.ofWords(2, 0, 0, 6),
        List.of(Bytes.fromHex("02c0")),
        null,
        null,
        null,
        null);
  }

  private static final PayloadAttributes ATTRIBUTES =
      new PayloadAttributes(
          1012, Hash.ZERO, Address.ZERO, null, null, List.of(), true, 1L, null, null);

  EngineControllerTest() {
    controller.reset(new L2Heads(block(5), block(3), block(3), block(1)));
  }

  @Test
  void sendsTheSameHeadsOnce() {
    controller.sendHeads();
    controller.sendHeads();
    assertThat(script.sent).hasSize(1);
    controller.setHeads(controller.heads().withSafe(block(4)));
    controller.sendHeads();
    assertThat(script.sent).hasSize(2);
    assertThat(script.sent.getLast().safe()).isEqualTo(block(4).hash());
  }

  @ParameterizedTest
  @EnumSource(value = PayloadStatus.Status.class, names = "VALID", mode = EnumSource.Mode.EXCLUDE)
  void headsThatTheEngineDoesNotTakeResetDerivation(PayloadStatus.Status status) {
    script.status = new PayloadStatus(status, null, null);
    assertThatThrownBy(controller::sendHeads).isInstanceOf(ResetException.class);
  }

  @Test
  void anUnsafeHeadBehindTheFinalBlockIsCritical() {
    controller.setHeads(new L2Heads(block(1), block(1), block(1), block(2)));
    assertThatThrownBy(controller::sendHeads).isInstanceOf(CriticalException.class);
    assertThatThrownBy(() -> controller.start(ATTRIBUTES, block(1)))
        .isInstanceOf(CriticalException.class);
  }

  @Test
  void anEngineThatDoesNotAnswerIsAskedAgain() {
    script.failure = new EngineUnavailableException("connection refused", null);
    assertThatThrownBy(controller::sendHeads)
        .isInstanceOf(TemporaryException.class)
        .hasMessage("the engine does not answer: connection refused");
    assertThatThrownBy(() -> controller.start(ATTRIBUTES, block(5)))
        .isInstanceOf(TemporaryException.class);
    assertThatThrownBy(() -> controller.insert(payload(), null))
        .isInstanceOf(TemporaryException.class);
    assertThat(controller.seal(ID, 1012)).isInstanceOf(EngineController.SealResult.Expired.class);
  }

  @Test
  void contradictoryHeadsResetDerivation() {
    script.failure =
        new EngineApiException(EngineApiException.INVALID_FORKCHOICE_STATE, "not an ancestor");
    assertThatThrownBy(controller::sendHeads)
        .isInstanceOf(ResetException.class)
        .hasMessageContaining("not an ancestor");
    assertThatThrownBy(() -> controller.start(ATTRIBUTES, block(5)))
        .isInstanceOf(ResetException.class);
  }

  @Test
  void anErrorOfJsonRpcIsTemporary() {
    script.failure = new EngineApiException(-32000, "server busy");
    assertThatThrownBy(controller::sendHeads).isInstanceOf(TemporaryException.class);
    assertThatThrownBy(() -> controller.start(ATTRIBUTES, block(5)))
        .isInstanceOf(TemporaryException.class);
  }

  @Test
  void attributesThatTheEngineRefusesAreInvalid() {
    script.failure =
        new EngineApiException(EngineApiException.INVALID_PAYLOAD_ATTRIBUTES, "bad gas limit");
    assertThat(controller.start(ATTRIBUTES, block(5)))
        .isEqualTo(new EngineController.StartResult.Invalid("bad gas limit"));
  }

  @Test
  void aValidHeadWithoutAPayloadIsTemporary() {
    script.id = null;
    assertThatThrownBy(() -> controller.start(ATTRIBUTES, block(5)))
        .isInstanceOf(TemporaryException.class);
  }

  @Test
  void startsAPayloadAndRemembersTheHeads() {
    assertThat(controller.start(ATTRIBUTES, block(5)))
        .isEqualTo(new EngineController.StartResult.Started(ID));
    controller.sendHeads();
    assertThat(script.sent).hasSize(1);
  }

  @Test
  void aPayloadWithoutADepositInFrontIsFaulty() {
    assertThat(controller.seal(ID, 1012))
        .isEqualTo(new EngineController.SealResult.Faulty("FIRST_IS_NO_DEPOSIT"));
  }

  @Test
  void theUnsafeHeadMovesOnlyWhenTheEngineTakesIt() {
    script.status = PayloadStatus.syncing();
    assertThatThrownBy(() -> controller.setUnsafeHead(block(6)))
        .isInstanceOf(TemporaryException.class);
    assertThat(controller.heads().unsafe()).isEqualTo(block(5));
    script.status = PayloadStatus.valid(Hash.ZERO);
    controller.setUnsafeHead(block(6));
    assertThat(controller.heads().unsafe()).isEqualTo(block(6));
  }
}
