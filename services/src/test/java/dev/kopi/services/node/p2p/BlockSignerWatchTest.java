package dev.kopi.services.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.primitives.Address;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BlockSignerWatchTest {
  private static final Address SIGNER =
      Address.fromHex("0x00000000000000000000000000000000000000aa");
  private static final InstantSource CLOCK = InstantSource.fixed(Instant.EPOCH);

  private final AtomicInteger questions = new AtomicInteger();

  @Test
  void asksL1OnceAnInterval() {
    BlockSignerWatch watch =
        new BlockSignerWatch(
            () -> {
              questions.incrementAndGet();
              return SIGNER;
            },
            600_000,
            CLOCK);
    for (long now = 0; now < 600_000; now += 1_000) {
      assertThat(watch.run(now)).isEqualTo(600_000);
    }
    assertThat(questions).hasValue(1);
    watch.run(600_000);
    assertThat(questions).hasValue(2);
  }

  @Test
  void asksAgainSoonWhenL1DoesNotAnswer() {
    BlockSignerWatch watch =
        new BlockSignerWatch(
            () -> {
              questions.incrementAndGet();
              throw new TemporaryException("away");
            },
            600_000,
            CLOCK);
    assertThat(watch.run(0)).isEqualTo(2_000);
    watch.run(1_000);
    watch.run(2_000);
    assertThat(questions).hasValue(2);
  }
}
