package dev.kopi.apps.bench.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.execution.transaction.SenderRecovery;
import dev.kopi.core.primitives.Bytes;
import java.util.List;
import org.junit.jupiter.api.Test;

class BenchRollupTest {
  private final Crypto crypto = NativeCrypto.create();
  private final BenchRollup rollup = new BenchRollup(crypto);

  @Test
  void aPeerCanBeginWithTheSameGenesis() {
    assertThat(new BenchRollup(crypto).genesisHeader()).isEqualTo(rollup.genesisHeader());
  }

  @Test
  void sendersSignWithRisingNonces() {
    for (long nonce = 0; nonce < 3; nonce++) {
      TransactionEnvelope sent = TransactionEnvelope.decode(rollup.transfer(7));
      assertThat(sent.transaction().nonce()).isEqualTo(nonce);
      assertThat(
              SenderRecovery.sender(
                  crypto.secp256k1(), sent, rollup.genesis().spec().rules(1, 1_750_000_002, true)))
          .isEqualTo(rollup.sender(7));
    }
  }

  @Test
  void aBlockTakesThePoolUnlessItIsGiven() {
    PayloadAttributes open = rollup.attributes(1, List.of());
    assertThat(open.noTxPool()).isFalse();
    assertThat(open.transactions()).hasSize(1);
    Bytes transfer = rollup.transfer(1);
    PayloadAttributes given = rollup.attributes(1, List.of(transfer));
    assertThat(given.noTxPool()).isTrue();
    assertThat(given.transactions()).hasSize(2).last().isEqualTo(transfer);
  }
}
