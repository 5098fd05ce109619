package dev.kopi.tests.derivation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.derivation.start.SyncStart;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L2BlockRef;
import org.junit.jupiter.api.Test;

class SyncStartRulesTest {
  /** A chain of empty blocks up to some epoch. */
  private static DerivationHarness chain() {
    DerivationHarness chain = new DerivationHarness(OpFork.KARST);
    chain.mine(30);
    assertThat(chain.head().l1Origin().number()).isGreaterThan(20);
    return chain;
  }

  private static SyncStart.Heads find(
      DerivationHarness chain, L2BlockRef unsafe, L2BlockRef safe, L2BlockRef finalized) {
    return new SyncStart(chain.config, chain.l1, chain.l2())
        .find(new SyncStart.Heads(unsafe, safe, finalized));
  }

  @Test
  void theUnsafeHeadStaysWhenItsOriginIsCanonical() {
    DerivationHarness chain = chain();
    SyncStart.Heads found = find(chain, chain.head(), chain.head(), chain.chain.getFirst());
    assertThat(found.unsafe()).isEqualTo(chain.head());
  }

  @Test
  void theSafeHeadGoesBackASequencingWindow() {
    DerivationHarness chain = chain();
    SyncStart.Heads found = find(chain, chain.head(), chain.head(), chain.chain.getFirst());
    long epochs = chain.head().l1Origin().number() - found.safe().l1Origin().number();
    assertThat(epochs).isGreaterThan(chain.config.sequencerWindowSize());
    assertThat(epochs).isLessThanOrEqualTo(chain.config.sequencerWindowSize() + 2);
  }

  @Test
  void blocksOfAnL1ThatReorganisedAreLeft() {
    DerivationHarness chain = chain();
    L2BlockRef head = chain.head();
    long kept = head.l1Origin().number() - 3;
    chain.l1.reorg((int) (chain.l1.head().number() - kept));
    for (int i = 0; i < 15; i++) {
      chain.l1.mine();
    }
    SyncStart.Heads found = find(chain, head, head, chain.chain.getFirst());
    assertThat(found.unsafe().l1Origin().number()).isEqualTo(kept);
    assertThat(found.unsafe().l1Origin()).isEqualTo(chain.l1.at((int) kept).id());
  }

  @Test
  void blocksBeyondTheKnownL1StayUnsafe() {
    DerivationHarness chain = chain();
    L2BlockRef head = chain.head();
    chain.l1.reorg((int) (chain.l1.head().number() - head.l1Origin().number() + 2));
    SyncStart.Heads found = find(chain, head, head, chain.chain.getFirst());
    assertThat(found.unsafe()).isEqualTo(head);
  }

  @Test
  void theSafeHeadNeverGoesBehindTheFinalizedOne() {
    DerivationHarness chain = chain();
    L2BlockRef finalized = chain.chain.get(chain.chain.size() - 5);
    SyncStart.Heads found = find(chain, chain.head(), chain.head(), finalized);
    assertThat(found.safe()).isEqualTo(finalized);
    assertThat(found.finalized()).isEqualTo(finalized);
  }

  @Test
  void aFinalizedBlockOfAnotherChainStopsEverything() {
    DerivationHarness chain = chain();
    L2BlockRef at = chain.chain.get(chain.chain.size() - 3);
    L2BlockRef other =
        new L2BlockRef(
            Hash.ZERO,
            at.number(),
            at.parentHash(),
            at.timestampSeconds(),
            at.l1Origin(),
            at.sequenceNumber());
    assertThatThrownBy(() -> find(chain, chain.head(), chain.head(), other))
        .isInstanceOf(CriticalException.class);
  }

  @Test
  void anotherGenesisStopsEverything() {
    DerivationHarness chain = new DerivationHarness(OpFork.KARST);
    DerivationHarness other = new DerivationHarness(OpFork.KARST);
    L2BlockRef genesis = chain.head();
    L2BlockRef wrong =
        new L2BlockRef(Hash.ZERO, 0, Hash.ZERO, genesis.timestampSeconds(), genesis.l1Origin(), 0);
    assertThatThrownBy(() -> find(other, wrong, wrong, wrong))
        .isInstanceOf(CriticalException.class);
  }
}
