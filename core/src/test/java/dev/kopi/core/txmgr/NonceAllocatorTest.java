package dev.kopi.core.txmgr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NonceAllocatorTest {
  private final NonceAllocator nonces = new NonceAllocator();

  private long take() {
    return nonces.take().orElseThrow();
  }

  private void read(long l1Nonce) {
    nonces.read(l1Nonce, nonces.version());
  }

  @Test
  void countsUpFromL1sNonce() {
    assertThat(nonces.take()).isEmpty();
    read(7);
    assertThat(List.of(take(), take(), take())).containsExactly(7L, 8L, 9L);
  }

  @Test
  void fillsTheGapOfAFailureWithoutTakingWhatIsInUse() {
    read(5);
    take();
    take();
    take();
    nonces.failed(6);
    assertThat(nonces.take()).isEmpty();
    read(5);
    assertThat(List.of(take(), take())).containsExactly(6L, 8L);
  }

  @Test
  void ignoresAReadingThatIsOlderThanAConfirmation() {
    read(5);
    take();
    take();
    nonces.failed(6);
    long version = nonces.version();
    nonces.confirmed(5);
    nonces.read(5, version);
    assertThat(nonces.take()).as("nonce 5 is used up").isEmpty();
    read(6);
    assertThat(take()).isEqualTo(6);
  }

  @Test
  void ignoresASecondReading() {
    read(5);
    long version = nonces.version();
    take();
    nonces.read(5, version);
    assertThat(take()).isEqualTo(6);
  }

  @Test
  void refusesToReleaseANonceTwice() {
    read(5);
    take();
    nonces.failed(5);
    assertThatThrownBy(() -> nonces.failed(5)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void knowsWhetherALowerNonceIsInUse() {
    read(5);
    take();
    take();
    assertThat(nonces.isAnyInUseBelow(6)).isTrue();
    nonces.confirmed(5);
    assertThat(nonces.isAnyInUseBelow(6)).isFalse();
  }

  /**
   * Takes, confirmations, failures and delayed readings in any order: a nonce has one user at a
   * time, is never one that L1 has used up, and after each failure the lowest free nonce is next.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void neverHandsOutANonceTwice(long seed) {
    Random random = new Random(seed);
    long l1Nonce = 0;
    List<Long> live = new ArrayList<>();
    List<long[]> readings = new ArrayList<>();
    int taken = 0;
    for (int i = 0; i < 20_000; i++) {
      switch (random.nextInt(5)) {
        case 0 -> readings.add(new long[] {l1Nonce, nonces.version()});
        case 1 -> {
          if (!readings.isEmpty()) {
            long[] reading = readings.remove(random.nextInt(readings.size()));
            nonces.read(reading[0], reading[1]);
          }
        }
        case 2 -> {
          OptionalLong next = live.size() < 6 ? nonces.take() : OptionalLong.empty();
          if (next.isPresent()) {
            assertThat(live).doesNotContain(next.getAsLong());
            assertThat(next.getAsLong()).isGreaterThanOrEqualTo(l1Nonce);
            live.add(next.getAsLong());
            taken++;
          }
        }
        case 3 -> {
          // L1 includes nonces in their order.
          if (live.remove(l1Nonce)) {
            nonces.confirmed(l1Nonce);
            l1Nonce++;
          }
        }
        default -> {
          if (!live.isEmpty() && random.nextInt(4) == 0) {
            nonces.failed(live.remove(random.nextInt(live.size())));
          }
        }
      }
    }
    assertThat(taken).isGreaterThan(1000);
    assertThat(l1Nonce).isGreaterThan(500);
  }
}
