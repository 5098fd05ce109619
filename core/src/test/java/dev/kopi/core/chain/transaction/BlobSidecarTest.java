package dev.kopi.core.chain.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.crypto.Kzg;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlobSidecarTest {
  private static final Bytes BLOB = Bytes.wrap(new byte[Kzg.BLOB_BYTES]);
  private static final Bytes POINT = Bytes.wrap(new byte[Kzg.POINT_BYTES]);
  private static final TransactionEnvelope TRANSACTION =
      TransactionEnvelope.of(
          new Transaction.Blob(
              UInt256.ONE,
              0,
              UInt256.ONE,
              UInt256.ONE,
              21_000,
              Address.ZERO,
              UInt256.ZERO,
              Bytes.EMPTY,
              List.of(),
              UInt256.ONE,
              List.of(Hash.ZERO),
              new Signature(UInt256.ZERO, UInt256.ONE, UInt256.ONE)));

  @Test
  void readsWhatItWrites() {
    for (boolean cells : new boolean[] {false, true}) {
      BlobSidecar sidecar =
          BlobSidecar.of(
              cells, List.of(BLOB), List.of(POINT), Collections.nCopies(cells ? 128 : 1, POINT));
      assertThat(BlobSidecar.decode(sidecar.encodeWith(TRANSACTION)))
          .isEqualTo(new BlobSidecar.Carried(TRANSACTION, sidecar));
    }
  }

  @Test
  void readsTransactionsThatCarryNoBlobs() {
    assertThat(BlobSidecar.decode(TRANSACTION.encoded()))
        .isEqualTo(new BlobSidecar.Carried(TRANSACTION, null));
  }

  @Test
  void refusesAnUnknownVersionAndItemsOfAnotherSize() {
    assertThatThrownBy(() -> new BlobSidecar(2, List.of(), List.of(), List.of()))
        .isInstanceOf(DecodeException.class);
    for (BlobSidecar odd :
        List.of(
            new BlobSidecar(0, List.of(POINT), List.of(POINT), List.of(POINT)),
            new BlobSidecar(0, List.of(BLOB), List.of(BLOB), List.of(POINT)))) {
      Bytes encoded = odd.encodeWith(TRANSACTION);
      assertThatThrownBy(() -> BlobSidecar.decode(encoded)).isInstanceOf(DecodeException.class);
    }
  }
}
