package dev.kopi.services.engine.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.EngineRig;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class PoolListingTest {
  private static final Address ALICE = EngineRig.address(EngineRig.ALICE);

  @Test
  void listsTransactionsBySenderAndNonce() {
    TransactionEnvelope one = EngineRig.transfer(EngineRig.ALICE, 7, 1);
    JsonNode json =
        JsonTrees.of(new PoolListing().bySender(Map.of(ALICE, new TreeMap<>(Map.of(7L, one)))));
    assertThat(json.properties()).hasSize(1);
    assertThat(json.properties().iterator().next().getValue().path("7").path("hash").stringValue())
        .isEqualTo(one.hash().toHex());
  }

  @Test
  void refusesMoreThanAResponseHolds() {
    TransactionEnvelope large =
        EngineRig.sign(
            new Transaction.DynamicFee(
                EngineRig.CHAIN,
                0,
                EngineRig.GWEI,
                EngineRig.GWEI,
                30_000_000,
                EngineRig.TARGET,
                UInt256.ZERO,
                Bytes.wrap(new byte[130_000]),
                List.of(),
                new Signature(UInt256.ZERO, UInt256.ZERO, UInt256.ZERO)),
            EngineRig.ALICE);
    PoolListing listing = new PoolListing();
    assertThat(listing.byNonce(ALICE, copies(50, large))).hasSize(50);
    assertThatThrownBy(() -> listing.byNonce(ALICE, copies(60, large)))
        .isInstanceOf(RpcException.class)
        .hasMessageContaining("use txpool_inspect");
  }

  private static NavigableMap<Long, TransactionEnvelope> copies(
      int count, TransactionEnvelope transaction) {
    NavigableMap<Long, TransactionEnvelope> out = new TreeMap<>();
    for (long nonce = 0; nonce < count; nonce++) {
      out.put(nonce, transaction);
    }
    return out;
  }
}
