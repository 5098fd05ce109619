package dev.kopi.services.engine.rpc;

import static dev.kopi.services.engine.EngineRig.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.execution.transaction.InvalidTransaction;
import dev.kopi.core.pool.PoolDecision;
import dev.kopi.core.pool.PoolRefusal;
import dev.kopi.core.pool.PoolTransaction;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.pool.SidecarFault;
import dev.kopi.services.engine.pool.SubmitResult;
import java.math.BigInteger;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The texts that wallets and transaction managers look for. */
class PoolErrorsTest {
  private static String text(SubmitResult.Refused refused) {
    return PoolErrors.of(refused).text();
  }

  private static PoolTransaction pooled(long cost) {
    TransactionEnvelope envelope = transfer(EngineRig.ALICE, 7, 1);
    return new PoolTransaction(
        envelope, EngineRig.address(EngineRig.ALICE), List.of(), UInt256.of(cost), 100, 1);
  }

  private static String text(PoolRefusal reason, long cost, @Nullable PoolTransaction replaced) {
    return text(
        new SubmitResult.NotAdmitted(
            new PoolDecision.Refuse(
                reason,
                pooled(cost),
                9,
                5,
                UInt256.of(100),
                BigInteger.valueOf(80),
                replaced,
                UInt256.of(2_000_000_000))));
  }

  @ParameterizedTest
  @CsvSource({
    "21000000000000000000, 1000000000000000000, 21.00, 1.00",
    "1000000000000000001, 1000000000000000000, 1.00, 1.00",
    "1125000000000000000, 125000000000000000, 1.12, 0.12",
    "1234567000000000000000, 0, 1234.57, 0.00",
  })
  void saysWhichFeeIsAboveTheCap(String fee, String cap, String feeEther, String capEther) {
    assertThat(
            text(
                new SubmitResult.FeeAboveCap(
                    UInt256.of(new BigInteger(fee)), UInt256.of(new BigInteger(cap)))))
        .isEqualTo(
            "tx fee (%s ether) exceeds the configured cap (%s ether)"
                .formatted(feeEther, capEther));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ALREADY_KNOWN           | already known
          PRICE_TOO_LOW           | transaction underpriced: gas tip cap 1000000000, minimum needed 2000000000
          NONCE_TOO_LOW           | nonce too low: next nonce 9, tx nonce 7
          BLOBS_BEHIND_GAP        | nonce too high: tx nonce 7, gapped nonce 5
          DELEGATED_SENDER_PENDING | in-flight transaction limit reached for delegated accounts
          DELEGATED_SENDER_BEHIND_GAP | gapped-nonce tx from delegated accounts
          AUTHORITY_PENDING       | authority already reserved
          OTHER_KIND_PENDING      | address already reserved
          REPLACEMENT_UNDERPRICED | replacement transaction underpriced
          ACCOUNT_QUEUE_FULL      | account limit exceeded
          POOL_FULL               | txpool is full: transaction underpriced
          """)
  void saysWhyThePoolRefuses(PoolRefusal reason, String expected) {
    assertThat(text(reason, 30, null)).isEqualTo(expected);
  }

  @Test
  void saysByHowMuchTheBalanceFallsShort() {
    String prefix = "insufficient funds for gas * price + value: balance 100, ";
    PoolRefusal reason = PoolRefusal.INSUFFICIENT_FUNDS;
    assertThat(text(reason, 101, null)).isEqualTo(prefix + "tx cost 101, overshot 1");
    assertThat(text(reason, 30, null))
        .isEqualTo(prefix + "queued cost 80, tx cost 30, overshot 10");
    assertThat(text(reason, 60, pooled(20)))
        .isEqualTo(prefix + "queued cost 80, tx bumped 40, overshot 20");
  }

  @Test
  void saysWhatIsInvalid() {
    assertThat(text(new SubmitResult.Malformed("bad RLP")))
        .isEqualTo("invalid transaction: bad RLP");
    assertThat(text(new SubmitResult.TypeNotAccepted(0x7e)))
        .isEqualTo("transaction type not supported: received type 126");
    assertThat(text(new SubmitResult.Invalid(InvalidTransaction.INTRINSIC_GAS_TOO_LOW)))
        .isEqualTo("intrinsic gas too low");
    assertThat(text(new SubmitResult.Invalid(InvalidTransaction.WRONG_CHAIN)))
        .isEqualTo("invalid chain id for signer");
    assertThat(text(new SubmitResult.Oversized(140_000, 131_072)))
        .isEqualTo("oversized data: transaction size 140000, limit 131072");
    assertThat(text(new SubmitResult.GasLimitAboveBlock())).isEqualTo("exceeds block gas limit");
    assertThat(text(new SubmitResult.InvalidSignature())).isEqualTo("invalid sender");
    assertThat(text(new SubmitResult.AlreadyKnown())).isEqualTo("already known");
    assertThat(
            text(
                new SubmitResult.InvalidSidecar(new SidecarFault(SidecarFault.Kind.COMMITMENT, 2))))
        .isEqualTo("blob 2: commitment does not match the versioned hash");
  }

  @ParameterizedTest
  @EnumSource(InvalidTransaction.class)
  void hasATextForEveryReason(InvalidTransaction reason) {
    assertThat(text(new SubmitResult.Invalid(reason))).isNotBlank().doesNotContain("_");
  }
}
