package dev.kopi.core.execution.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.execution.block.L2Draft.Reason;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class L2DraftTest {
  private static final long JOVIAN_TIME = 2000;
  private static final Bytes PARAMS = Bytes.fromHex("0x000000fa00000006");
  private static final Hash BEACON_ROOT = Hash.fromHex("0x" + "be".repeat(32));
  private static final Header PARENT =
      new HeaderBuilder()
          .number(7)
          .timestampSeconds(1000)
          .gasLimit(30_000_000)
          .baseFeePerGas(UInt256.of(100))
          .extraData(Bytes.concat(Bytes.fromHex("0x00"), PARAMS))
          .withdrawalsRoot(Hash.ZERO)
          .blobGasUsed(0L)
          .excessBlobGas(0L)
          .build();

  private static ChainSpec spec() {
    Map<OpFork, Long> forks = new HashMap<>();
    for (OpFork fork : OpFork.values()) {
      if (OpFork.ISTHMUS.atLeast(fork)) {
        forks.put(fork, 0L);
      }
    }
    forks.put(OpFork.JOVIAN, JOVIAN_TIME);
    return new ChainSpec(
        UInt256.of(901),
        Map.of(),
        UInt256.ZERO,
        null,
        List.of(),
        null,
        new OpSpec(forks, 6, 50, 250));
  }

  private static L2Draft draft(
      long time,
      @Nullable Long gasLimit,
      @Nullable Bytes params,
      @Nullable Long minBaseFee,
      String... transactions) {
    return L2Draft.of(
        spec(),
        PARENT,
        new PayloadAttributes(
            time,
            Hash.ZERO,
            Address.ZERO,
            List.of(),
            BEACON_ROOT,
            List.of(transactions).stream().map(Bytes::fromHex).toList(),
            true,
            gasLimit,
            params,
            minBaseFee));
  }

  private static void assertInvalid(L2Draft draft, Reason reason, int transaction) {
    assertThat(draft).isEqualTo(new L2Draft.Invalid(reason, transaction));
  }

  @Test
  void takesGasLimitAndFeeParametersFromTheAttributes() {
    L2Draft.Valid draft = (L2Draft.Valid) draft(1002, 20_000_000L, PARAMS, null);
    assertThat(draft.header().number()).isEqualTo(8);
    assertThat(draft.header().gasLimit()).isEqualTo(20_000_000);
    assertThat(draft.header().parentBeaconBlockRoot()).isEqualTo(BEACON_ROOT);
    assertThat(draft.header().extraData()).isEqualTo(Bytes.concat(Bytes.fromHex("0x00"), PARAMS));
  }

  @Test
  void refusesAttributesWithoutAGasLimit() {
    assertInvalid(draft(1002, null, PARAMS, null), Reason.GAS_LIMIT_MISSING, -1);
    assertInvalid(draft(1002, -1L, PARAMS, null), Reason.GAS_LIMIT_MISSING, -1);
  }

  @Test
  void refusesFeeParametersThatDoNotFitTheFork() {
    Reason reason = Reason.FEE_PARAMETERS_INVALID;
    assertInvalid(draft(1002, 1L, null, null), reason, -1);
    assertInvalid(draft(1002, 1L, Bytes.fromHex("0x0000000000000006"), null), reason, -1);
    assertInvalid(draft(1002, 1L, PARAMS, 5L), reason, -1);
    assertInvalid(draft(JOVIAN_TIME, 1L, PARAMS, null), reason, -1);
    assertThat(draft(JOVIAN_TIME, 1L, PARAMS, 5L)).isInstanceOf(L2Draft.Valid.class);
  }

  @Test
  void namesTheTransactionThatIsMalformed() {
    String deposit = "0x7ef8" + "00";
    assertInvalid(draft(1002, 1L, PARAMS, null, deposit), Reason.TRANSACTION_MALFORMED, 0);
  }
}
