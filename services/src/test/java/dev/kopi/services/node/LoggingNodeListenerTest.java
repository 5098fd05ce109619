package dev.kopi.services.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.SyncStatus;
import dev.kopi.services.lifecycle.RoleHealth;
import dev.kopi.services.node.driver.NodeListener;
import dev.kopi.services.node.rpc.SafeHeads;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LoggingNodeListenerTest {
  private final RoleHealth health = new RoleHealth("node");
  private final SafeHeads safeHeads = new SafeHeads(10);
  private final List<String> forwarded = new ArrayList<>();
  private final LoggingNodeListener listener =
      new LoggingNodeListener(
          safeHeads,
          new BlockId(Hash.ofWords(1, 0, 0, 3), 3),
          new BlockId(Hash.ofWords(2, 0, 0, 0), 0),
          health,
          new NodeListener() {
            @Override
            public void onReset(String reason) {
              forwarded.add("reset " + reason);
            }

            @Override
            public void onFinalityWait(String reason) {
              forwarded.add("finality " + reason);
            }
          });

  @Test
  void aStallIsShownByTheHealthUntilItEnds() {
    listener.onDerivationStalled(31_000, SyncStatus.NO_L1, "L1 is away");
    assertThat(health.isHealthy()).isFalse();
    assertThat(health.summary()).contains("stalled for 31 s: L1 is away");
    listener.onDerivationResumed(45_000);
    assertThat(health.summary()).isEqualTo("ok");
  }

  @Test
  void recordsSafeHeads() {
    BlockId l1 = new BlockId(Hash.ofWords(1, 0, 0, 7), 7);
    L2BlockRef safe = new L2BlockRef(Hash.ofWords(2, 0, 0, 9), 9, Hash.ZERO, 9, l1, 0);
    listener.onSafeHead(safe, l1);
    assertThat(safeHeads.at(7)).isEqualTo(new SafeHeads.Entry(l1, safe.id()));
    listener.onSafeHeadReset(safe);
    assertThat(safeHeads.at(7)).isNull();
  }

  @Test
  void theGenesisIsSafeFromTheStartOn() {
    BlockId l1 = new BlockId(Hash.ofWords(1, 0, 0, 3), 3);
    L2BlockRef genesis = new L2BlockRef(Hash.ofWords(2, 0, 0, 0), 0, Hash.ZERO, 0, l1, 0);
    listener.onSafeHeadReset(genesis);
    assertThat(safeHeads.at(3)).isEqualTo(new SafeHeads.Entry(l1, genesis.id()));
    assertThat(safeHeads.at(8)).isEqualTo(new SafeHeads.Entry(l1, genesis.id()));
  }

  @Test
  void forwardsToTheNextListener() {
    listener.onReset("L1 reorg");
    listener.onFinalityWait("a block that L1 does not have");
    assertThat(forwarded)
        .containsExactly("reset L1 reorg", "finality a block that L1 does not have");
  }
}
