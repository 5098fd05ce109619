package dev.kopi.core.chain.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TransactionEnvelopeTest {
  private static final TransactionEnvelope ENVELOPE =
      TransactionEnvelope.of(
          new Transaction.Legacy(
              0,
              UInt256.ONE,
              21_000,
              Address.ZERO,
              UInt256.ONE,
              Bytes.EMPTY,
              new Signature(UInt256.of(27), UInt256.ONE, UInt256.ONE)));

  @Test
  void remembersItsSigner() {
    AtomicInteger times = new AtomicInteger();
    Address signer = Address.ofWords(1, 2, 3);
    assertThat(ENVELOPE.signer(tx -> null)).isNull();
    for (int i = 0; i < 3; i++) {
      Address found =
          ENVELOPE.signer(tx -> {
            times.incrementAndGet();
            return signer;
          });
      assertThat(found).isEqualTo(signer);
    }
    assertThat(times).hasValue(1);
  }

  @Test
  void remembersItsCompressedSize() {
    AtomicInteger times = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      int size =
          ENVELOPE.compressedSize(bytes -> {
            assertThat(bytes).isEqualTo(ENVELOPE.encoded());
            times.incrementAndGet();
            return 0;
          });
      assertThat(size).isZero();
    }
    assertThat(times).hasValue(1);
  }
}
