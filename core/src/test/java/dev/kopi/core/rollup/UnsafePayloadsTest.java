package dev.kopi.core.rollup;

import static dev.kopi.core.rollup.RollupConfigs.hash;
import static dev.kopi.core.rollup.RollupConfigs.l1;
import static dev.kopi.core.rollup.RollupConfigs.l2;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.UnsafePayloads.Entry;
import dev.kopi.core.rollup.UnsafePayloads.Outcome;
import java.util.List;
import org.junit.jupiter.api.Test;

class UnsafePayloadsTest {
  private final UnsafePayloads queue = new UnsafePayloads(10_000);

  @Test
  void givesTheChildOfTheHeadWhateverTheOrderOfArrival() {
    queue.add(entry(7, 2));
    queue.add(entry(6, 2));
    assertThat(queue.next(head(5), dropped -> {})).isEqualTo(entry(6, 2));
    assertThat(queue.next(head(6), dropped -> {})).isEqualTo(entry(7, 2));
    assertThat(queue.next(head(7), dropped -> {})).isNull();
    assertThat(queue.size()).isZero();
    assertThat(queue.bytes()).isZero();
  }

  @Test
  void keepsBlocksBehindAGap() {
    queue.add(entry(9, 2));
    assertThat(queue.next(head(5), dropped -> {})).isNull();
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void dropsBlocksThatDoNotBuildOnTheHead() {
    queue.add(entry(6, 9));
    queue.add(entry(6, 2));
    assertThat(queue.next(head(5), dropped -> {})).isEqualTo(entry(6, 2));
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void refusesDuplicates() {
    assertThat(queue.add(entry(6, 2))).isEqualTo(Outcome.QUEUED);
    assertThat(queue.add(entry(6, 2))).isEqualTo(Outcome.DUPLICATE);
  }

  @Test
  void dropsTheLowestNumbersWhenMemoryRunsOut() {
    for (int i = 20; i > 10; i--) {
      assertThat(queue.add(entry(i, 2))).isEqualTo(Outcome.QUEUED);
    }
    assertThat(queue.add(entry(5, 2))).isEqualTo(Outcome.QUEUED);
    assertThat(queue.add(entry(21, 2))).isEqualTo(Outcome.QUEUED);
    assertThat(queue.first()).isEqualTo(entry(11, 2));
    assertThat(queue.add(entry(22, 2))).isEqualTo(Outcome.QUEUED);
    assertThat(queue.first()).isEqualTo(entry(12, 2));
    assertThat(queue.add(entry(6, 2))).isEqualTo(Outcome.NO_ROOM);
    assertThat(queue.bytes()).isLessThanOrEqualTo(10_000);
  }

  private static L2BlockRef head(long number) {
    return l2(number, 1000 + 2 * number, l1(100, 1000));
  }

  private static Entry entry(long number, long parentKind) {
    return new Entry(
        new ExecutionPayload(
            hash(parentKind, number - 1),
            Address.ZERO,
            Hash.ZERO,
            Hash.ZERO,
            Bytes.EMPTY,
            Hash.ZERO,
            number,
            0,
            0,
            1000 + 2 * number,
            Bytes.EMPTY,
            UInt256.ZERO,
            hash(parentKind, number),
            List.of(Bytes.wrap(new byte[76])),
            null,
            null,
            null,
            null),
        null);
  }
}
