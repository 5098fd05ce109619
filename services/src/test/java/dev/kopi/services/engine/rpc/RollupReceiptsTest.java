package dev.kopi.services.engine.rpc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.derivation.attributes.FeeScalars;
import dev.kopi.core.derivation.attributes.L1BlockInfo;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The L1 fee scalar as go-ethereum's numbers write themselves. */
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
    L1BlockInfo info =
        new L1BlockInfo(
            1,
            1,
            UInt256.ONE,
            Hash.ZERO,
            0,
            Address.ZERO,
            Hash.ZERO,
            UInt256.of(scalar).toHash(),
            UInt256.ZERO,
            new FeeScalars(0, 0),
            0,
            0,
            0);
    assertThat(RollupReceipts.feeScalar(info)).isEqualTo(text);
  }
}
