package dev.kopi.services.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.derivation.DerivationException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.services.lifecycle.RoleHealth;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class L1HeadPollerTest {
  private final List<L1BlockRef> seen = new ArrayList<>();
  private final List<String> reports = new ArrayList<>();
  private @Nullable L1BlockRef head = block(1);
  private @Nullable RuntimeException failure;
  private int polls;
  private final L1HeadPoller poller =
      new L1HeadPoller(
          12_000,
          new L1HeadPoller.Listener() {
            @Override
            public void onFailure(DerivationException e, long silentMillis) {
              reports.add(e.getMessage() + " for " + silentMillis);
            }

            @Override
            public void onRecovered() {
              reports.add("recovered");
            }
          },
          new L1HeadPoller.Poll(this::poll, seen::add));

  private static L1BlockRef block(long number) {
    return new L1BlockRef(Hash.ofWords(1, 0, 0, number), number, Hash.ZERO, number);
  }

  private @Nullable L1BlockRef poll() {
    polls++;
    if (failure != null) {
      throw failure;
    }
    return head;
  }

  @Test
  void pollsAtItsInterval() {
    assertThat(poller.run(1_000)).isEqualTo(13_000);
    assertThat(poller.run(12_999)).isEqualTo(13_000);
    assertThat(polls).isEqualTo(1);
    poller.run(13_000);
    assertThat(polls).isEqualTo(2);
  }

  @Test
  void reportsChangesOnly() {
    poller.run(0);
    poller.run(12_000);
    head = block(2);
    poller.run(24_000);
    head = block(1);
    poller.run(36_000);
    head = null;
    poller.run(48_000);
    assertThat(seen).containsExactly(block(1), block(2), block(1));
  }

  @Test
  void repeatsAPollThatFailedWithBackOffUpToTheInterval() {
    failure = new TemporaryException("L1 is away");
    long now = 0;
    List<Long> waits = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      long next = poller.run(now);
      waits.add(next - now);
      now = next;
    }
    assertThat(waits).startsWith(250L, 500L, 1000L).endsWith(10_000L);
    assertThat(reports).hasSize(8).first().isEqualTo("L1 is away for 0");
    assertThat(reports.get(3)).isEqualTo("L1 is away for 1750");
    failure = null;
    assertThat(poller.run(now)).isEqualTo(now + 12_000);
    assertThat(reports).last().isEqualTo("recovered");
    assertThat(seen).containsExactly(block(1));
  }

  @Test
  void aDefectIsLeftToTheSupervisor() {
    failure = new IllegalStateException("a defect");
    assertThatThrownBy(() -> poller.run(0)).hasMessage("a defect");
    failure = null;
    poller.run(250);
    assertThat(seen).containsExactly(block(1));
  }

  @Test
  void anL1ThatDoesNotAnswerIsShownByTheHealth() {
    RoleHealth health = new RoleHealth("node");
    L1Watch watch = new L1Watch("L1 head", health);
    watch.onFailure(new TemporaryException("L1 is away"), 31_000);
    assertThat(health.failing()).containsEntry("L1 head", "L1 is away");
    watch.onRecovered();
    assertThat(health.isHealthy()).isTrue();
  }
}
