package dev.kopi.services.engine.rpc.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.JsonBuffer;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.derivation.attributes.FeeScalars;
import dev.kopi.core.derivation.attributes.L1BlockInfo;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/** What receipts tell of the rollup's fees, in op-geth's words. */
class RollupReceiptsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1, 1e-06",
    "684000, 0.684",
    "1000000, 1",
    "100, 0.0001",
    "1500000000000000, 1500000000",
    "70507961157865739, 7.050796116e+10",
    "1000000000000000000, 1e+12"
  })
  void writesTheFeeScalarWithTenDigits(long scalar, String text) {
    L1BlockInfo info = info(UInt256.of(scalar).toHash(), 0);
    assertThat(RollupReceipts.feeScalar(info)).isEqualTo(text);
  }

  @ParameterizedTest
  @CsvSource({"0, 0x0, 0x0", "400, 0x190, 0x9c40"})
  void tellsTheFootprintByTheScalarOfTheAttributes(int scalar, String told, String gas) {
    TransactionEnvelope least =
        TransactionEnvelope.of(
            new Transaction.Legacy(
                0,
                UInt256.ZERO,
                21_000,
                Address.ZERO,
                UInt256.ZERO,
                Bytes.EMPTY,
                new Signature(UInt256.of(27), UInt256.ONE, UInt256.ONE)));
    JsonBuffer out = new JsonBuffer(100).beginObject();
    RollupReceipts.putFootprint(out, info(Hash.ZERO, scalar), least);
    JsonNode json = out.endObject().toTree();
    assertThat(json.path("daFootprintGasScalar").asString()).isEqualTo(told);
    assertThat(json.path("blobGasUsed").asString()).isEqualTo(gas);
  }

  private static L1BlockInfo info(Hash feeScalar, int daFootprintGasScalar) {
    return new L1BlockInfo(
        1,
        1,
        UInt256.ONE,
        Hash.ZERO,
        0,
        Address.ZERO,
        Hash.ZERO,
        feeScalar,
        UInt256.ZERO,
        new FeeScalars(0, 0),
        0,
        0,
        daFootprintGasScalar);
  }
}
