package dev.kopi.apps.deployer.parameters;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is chosen about a rollup. */
class RollupParametersTest {
  private static RollupParameters with(List<MnemonicAccount> accounts) {
    Map<Address, UInt256> wei = new LinkedHashMap<>();
    accounts.forEach(account -> wei.put(account.address(), MnemonicAccount.WEI));
    return RollupParameters.standard(
            UInt256.of(900),
            UInt256.of(901),
            DevChainAccount.all(),
            FaultProofParameters.of(FaultProofParameters.Profile.FAST, null))
        .withL2Accounts(wei);
  }

  private static FaultProofParameters games(
      long maxClock, long extension, long challengePeriod, int maxDepth, int splitDepth) {
    return FaultProofParameters.of(FaultProofParameters.Profile.FAST, null)
        .with(new GameOverrides(maxClock, extension, challengePeriod, maxDepth, splitDepth));
  }

  @Test
  void gamesThatTheContractsRefuseAreRefused() {
    assertEquals(16, games(16, 8, 8, 125, 123).maxClockSeconds());
    assertThrows(IllegalArgumentException.class, () -> games(15, 8, 0, 50, 14));
    assertThrows(IllegalArgumentException.class, () -> games(15, 4, 12, 50, 14));
    assertThrows(IllegalArgumentException.class, () -> games(30, 8, 8, 126, 14));
    assertThrows(IllegalArgumentException.class, () -> games(30, 8, 8, 50, 49));
    assertThrows(IllegalArgumentException.class, () -> games(30, 8, 8, 50, 1));
    assertThrows(
        IllegalArgumentException.class, () -> games(Long.MAX_VALUE, 1, Long.MAX_VALUE, 50, 14));
  }

  @ParameterizedTest
  @EnumSource
  void proofsMatureNoSoonerThanTheirGamesAreFinal(FaultProofParameters.Profile profile) {
    FaultProofParameters proofs = FaultProofParameters.of(profile, null);
    long finalGame = proofs.maxClockSeconds() + proofs.disputeGameFinalityDelaySeconds();
    assertTrue(proofs.proofMaturityDelaySeconds() >= finalGame);
  }

  @ParameterizedTest
  @EnumSource
  void theDelayOfProofsFollowsTheClock(FaultProofParameters.Profile profile) {
    FaultProofParameters usual = FaultProofParameters.of(profile, null);
    long margin =
        usual.proofMaturityDelaySeconds()
            - usual.maxClockSeconds()
            - usual.disputeGameFinalityDelaySeconds();
    for (long maxClock : new long[] {200_000, 600, 90, 30, 16, Long.MAX_VALUE / 4}) {
      FaultProofParameters changed = usual.with(new GameOverrides(maxClock, 8L, 8L, null, null));
      assertEquals(
          maxClock + usual.disputeGameFinalityDelaySeconds() + margin,
          changed.proofMaturityDelaySeconds());
    }
    assertEquals(
        Long.MAX_VALUE,
        usual
            .with(new GameOverrides(Long.MAX_VALUE, null, null, null, null))
            .proofMaturityDelaySeconds());
  }

  @Test
  void theTextDoesNotDependOnTheOrderOfAccounts() {
    assertEquals(
        with(MnemonicAccount.TEN).toString(), with(MnemonicAccount.TEN.reversed()).toString());
  }
}
