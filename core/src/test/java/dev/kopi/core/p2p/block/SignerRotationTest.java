package dev.kopi.core.p2p.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Address;
import org.junit.jupiter.api.Test;

class SignerRotationTest {
  private static final Address OLD = Address.fromHex("0x00000000000000000000000000000000000000aa");
  private static final Address NEW = Address.fromHex("0x00000000000000000000000000000000000000bb");

  private final SignerRotation rotation = new SignerRotation();

  @Test
  void theFirstSignerHasNoneBefore() {
    rotation.observed(OLD, 5);
    assertThat(rotation.signers(5)).isEqualTo(new BlockSigners(OLD, null));
  }

  @Test
  void acceptsTheSignerBeforeForThreeHours() {
    rotation.observed(OLD, 0);
    rotation.observed(NEW, 1_000);
    rotation.observed(NEW, 2_000);
    long end = 1_000 + 3 * 3_600_000;
    assertThat(rotation.signers(end)).isEqualTo(new BlockSigners(NEW, OLD));
    assertThat(rotation.signers(end + 1)).isEqualTo(new BlockSigners(NEW, null));
  }

  @Test
  void forgetsTheSignerBeforeOnceTheNewOneHasSigned() {
    rotation.observed(OLD, 0);
    rotation.observed(NEW, 1_000);
    rotation.confirmCurrent();
    assertThat(rotation.signers(1_001)).isEqualTo(new BlockSigners(NEW, null));
  }

  @Test
  void acceptsTheSignerBeforeWhenL1NamesNone() {
    rotation.observed(OLD, 0);
    rotation.observed(null, 1_000);
    assertThat(rotation.signers(1_001)).isEqualTo(new BlockSigners(null, OLD));
  }
}
