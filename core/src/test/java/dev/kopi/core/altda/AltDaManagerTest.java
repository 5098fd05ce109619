package dev.kopi.core.altda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.source.AltDaInputs.Input;
import dev.kopi.core.derivation.source.AltDaInputs.Reason;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.RollupConfig.AltDaConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A challenge window of 6 blocks of L1 and a resolve window of 4. */
class AltDaManagerTest {
  private static final Address CONTRACT =
      Address.fromHex("0x00000000000000000000000000000000000000da");
  private static final Bytes DATA = Bytes.fromHex("0xda7a");
  private static final Commitment COMMITMENT = Commitment.keccak(DATA);

  private final ShortL1 l1 = new ShortL1();
  private final Map<Commitment, Bytes> stored = new HashMap<>();
  private final AltDaManager manager =
      new AltDaManager(new AltDaConfig(CONTRACT, false, 6, 4), l1, stored::get);

  private static L1BlockRef block(long number) {
    return new L1BlockRef(UInt256.of(number).toHash(), number, Hash.ZERO, 0);
  }

  /** L1 up to a head, with logs. */
  private static final class ShortL1 implements ChallengeSource {
    private final Map<Long, List<SentLog>> logs = new HashMap<>();
    private long head = 10;

    @Override
    public @Nullable L1BlockRef blockByNumber(long number) {
      return number > head ? null : block(number);
    }

    @Override
    public List<SentLog> logs(BlockId id) {
      return logs.getOrDefault(id.number(), List.of());
    }

    private void event(long at, long challenged, int status, @Nullable Bytes callData) {
      Bytes data =
          AbiEncoder.encode(
              new AbiValue.DynamicBytes(COMMITMENT.encode()),
              new AbiValue.Word(UInt256.of(status)));
      Log log =
          new Log(CONTRACT, List.of(ChallengeEvent.TOPIC, UInt256.of(challenged).toHash()), data);
      logs.computeIfAbsent(at, number -> new ArrayList<>()).add(new SentLog(log, callData));
    }
  }

  private static Bytes resolve(Bytes data) {
    return AbiEncoder.call(
        "resolve(uint256,bytes,bytes)",
        new AbiValue.Word(UInt256.of(10)),
        new AbiValue.DynamicBytes(COMMITMENT.encode()),
        new AbiValue.DynamicBytes(data));
  }

  private Input input() {
    return manager.input(COMMITMENT.encode(), block(10));
  }

  private void advance(long from, long to) {
    for (long number = from; number <= to; number++) {
      l1.head = Math.max(l1.head, number);
      manager.advance(block(number).id());
    }
  }

  @BeforeEach
  void start() {
    manager.reset(block(10));
  }

  @Test
  void findsStoredData() {
    stored.put(COMMITMENT, DATA);
    assertThat(input()).isEqualTo(new Input.Found(DATA));
  }

  @Test
  void skipsOtherAndMalformedCommitmentsAndDataThatNoChallengeCanResolve() {
    Commitment generic = new Commitment(CommitmentType.GENERIC, DATA);
    assertThat(manager.input(generic.encode(), block(10)))
        .isEqualTo(new Input.Skipped(Reason.MALFORMED));
    assertThat(manager.input(Bytes.fromHex("0x02"), block(10)))
        .isEqualTo(new Input.Skipped(Reason.MALFORMED));
    stored.put(COMMITMENT, Bytes.wrap(new byte[130_673]));
    assertThat(input()).isEqualTo(new Input.Skipped(Reason.TOO_LARGE));
    stored.put(COMMITMENT, Bytes.wrap(new byte[130_672]));
    assertThat(input()).isInstanceOf(Input.Found.class);
  }

  @Test
  void takesTheDataFromTheAnswerToAChallenge() {
    l1.event(12, 10, ChallengeEvent.ACTIVE, null);
    l1.event(13, 10, ChallengeEvent.RESOLVED, resolve(DATA));
    assertThatThrownBy(this::input)
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("no block 11 yet");
    l1.head = 13;
    assertThat(List.of(input(), input(), input())).containsOnly(new Input.Pending());
    assertThat(input()).isEqualTo(new Input.Found(DATA));
  }

  @Test
  void ignoresAnAnswerWithOtherDataOrOfAnUnknownTransaction() {
    l1.event(11, 10, ChallengeEvent.ACTIVE, null);
    l1.event(12, 10, ChallengeEvent.RESOLVED, resolve(Bytes.fromHex("0x00")));
    l1.event(12, 10, ChallengeEvent.RESOLVED, null);
    advance(11, 14);
    assertThat(manager.state().challenges().getFirst().status()).isEqualTo(ChallengeStatus.ACTIVE);
  }

  @Test
  void startsOverWithoutDataWhoseChallengeExpires() {
    stored.put(COMMITMENT, DATA);
    input();
    l1.event(12, 10, ChallengeEvent.ACTIVE, null);
    advance(11, 15);
    l1.head = 16;
    assertThatThrownBy(() -> manager.advance(block(16).id())).isInstanceOf(ResetException.class);
    manager.reset(block(10));
    manager.advance(block(11).id());
    assertThat(input()).isEqualTo(new Input.Skipped(Reason.CHALLENGE_EXPIRED));
    // Not used, so that nothing has to start over again.
    advance(12, 20);
  }

  @Test
  void cannotGoOnWhenDataAreMissingThatNobodyChallenged() {
    l1.head = 17;
    for (long origin = 11; origin <= 17; origin++) {
      assertThat(input()).isEqualTo(new Input.Pending());
    }
    assertThatThrownBy(this::input)
        .isInstanceOf(CriticalException.class)
        .hasMessageContaining(COMMITMENT.toString());
  }

  @Test
  void remembersARetryOnce() {
    stored.put(COMMITMENT, DATA);
    input();
    input();
    assertThat(manager.state().commitments())
        .containsExactly(new TrackedCommitment(COMMITMENT, block(10), 16, 2));
  }

  @Test
  void finalityFollowsTheCommitmentsWhoseWindowsAreFinal() {
    stored.put(COMMITMENT, DATA);
    input();
    advance(11, 16);
    assertThat(manager.finalizeTo(block(15))).isNull();
    assertThat(Objects.requireNonNull(manager.finalizeTo(block(16))).number()).isEqualTo(10);
  }

  @Test
  void withoutCommitmentsFinalityIsAWindowBehindL1() {
    advance(11, 20);
    manager.finalizeTo(block(20));
    advance(21, 21);
    assertThat(Objects.requireNonNull(manager.finalizeTo(block(20))).number()).isEqualTo(14);
  }

  @Test
  void aReorganisationOfL1ForgetsChallenges() {
    l1.event(11, 10, ChallengeEvent.ACTIVE, null);
    advance(11, 12);
    manager.reset(block(9));
    assertThat(manager.state().challenges()).isEmpty();
    assertThat(manager.state().challengeOrigin()).isEqualTo(9);
  }
}
