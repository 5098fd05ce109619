package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.event.DerivationEvent.InboxDataDropped;
import dev.kopi.core.derivation.event.DerivationEvent.InboxFault;
import dev.kopi.core.derivation.source.AltDaInputs;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L1BlockRef;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The port through which data from alt-DA enters derivation. */
class AltDaRulesTest {
  /** Holds data by commitment, and the answer for unknown commitments. */
  private static final class Store implements AltDaInputs {
    private final Map<Bytes, Input> inputs = new HashMap<>();
    private final List<Long> advanced = new ArrayList<>();
    private @Nullable L1BlockRef base;

    @Override
    public void advance(BlockId l1Block) {
      if (advanced.isEmpty() || advanced.getLast() != l1Block.number()) {
        advanced.add(l1Block.number());
      }
    }

    @Override
    public Input input(Bytes commitment, L1BlockRef l1Block) {
      Input found = inputs.get(commitment);
      if (found == null) {
        throw new TemporaryException("no data for " + commitment);
      }
      return found;
    }

    @Override
    public void reset(L1BlockRef block) {
      base = block;
    }
  }

  private static final Bytes COMMITMENT = Bytes.fromHex("00" + "ab".repeat(32));

  private final Store store = new Store();
  private final DerivationHarness chain = new DerivationHarness(OpFork.KARST, Map.of(), store);

  private void postCommitment() {
    Bytes version = Bytes.fromHex("01");
    chain.post(
        DerivationHarness.BATCHER, DerivationHarness.INBOX, Bytes.concat(version, COMMITMENT));
  }

  private Bytes frames() {
    return DerivationHarness.data(chain.frame(chain.sequence(chain.l1.at(0), chain.transaction())));
  }

  @Test
  void aCommitmentStandsForItsData() {
    store.inputs.put(COMMITMENT, new AltDaInputs.Input.Found(frames()));
    postCommitment();
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void framesOnL1CountBesideCommitments() {
    chain.post(DerivationHarness.BATCHER, DerivationHarness.INBOX, frames());
    chain.mine();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void aCommitmentWhoseChallengeExpiredIsPassedOver() {
    store.inputs.put(
        COMMITMENT, new AltDaInputs.Input.Skipped(AltDaInputs.Reason.CHALLENGE_EXPIRED));
    postCommitment();
    chain.post(DerivationHarness.BATCHER, DerivationHarness.INBOX, frames());
    chain.mine();
    assertThat(chain.events(InboxDataDropped.class).getFirst().fault())
        .isEqualTo(InboxFault.ALT_DA);
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void dataThatCannotBeHadIsWaitedFor() {
    Bytes data = frames();
    postCommitment();
    assertThatThrownBy(chain::mine).isInstanceOf(TemporaryException.class);
    store.inputs.put(COMMITMENT, new AltDaInputs.Input.Found(data));
    chain.derive();
    assertThat(chain.head()).isEqualTo(chain.sequenced);
  }

  @Test
  void challengesAreReadBlockByBlockFromTheResetOn() {
    chain.mine(3);
    assertThat(store.advanced).containsExactly(0L, 1L, 2L, 3L);
    assertThat(store.base).isEqualTo(chain.l1.at(0));
  }

  @Test
  void commitmentsAreNoFramesOnOtherChains() {
    DerivationHarness plain = new DerivationHarness(OpFork.KARST);
    plain.post(
        DerivationHarness.BATCHER,
        DerivationHarness.INBOX,
        Bytes.concat(Bytes.fromHex("01"), COMMITMENT));
    plain.mine();
    assertThat(plain.events(InboxDataDropped.class).getFirst().fault())
        .isEqualTo(InboxFault.FRAMES);
  }
}
