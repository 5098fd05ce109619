package dev.kopi.tests.conformance.proof;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.proof.FaultProofProgram;
import dev.kopi.core.proof.ProofVerdict;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.proof.preimage.PreimageOracle;
import dev.kopi.core.proof.preimage.PreimageUnavailableException;
import dev.kopi.core.proof.preimage.ProofHint;
import dev.kopi.tests.program.FirstBlock;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * The program with one pre-image that is missing, short, over-long or wrong: it ends with a verdict
 * or a failure, and never accepts a claim where a pre-image could not be had.
 */
class WrongPreimagesTest {
  private static final int ROUNDS = 150;

  private enum Defect {
    MISSING,
    EMPTY,
    SHORT,
    LONG,
    WRONG
  }

  /** Spoils the pre-image that is read as so manieth. */
  private static final class Spoiled implements PreimageOracle {
    private final PreimageOracle right;
    private final int at;
    private final @Nullable Defect defect;
    private final SplittableRandom random = new SplittableRandom(3);
    private int reads;

    Spoiled(PreimageOracle right, int at, @Nullable Defect defect) {
      this.right = right;
      this.at = at;
      this.defect = defect;
    }

    @Override
    public Bytes read(PreimageKey key) {
      Bytes value = right.read(key);
      return reads++ != at || defect == null
          ? value
          : switch (defect) {
            case MISSING -> throw new PreimageUnavailableException("no pre-image of " + key);
            case EMPTY -> Bytes.EMPTY;
            case SHORT -> value.slice(0, random.nextInt(Math.max(1, value.size())));
            case LONG -> Bytes.concat(value, Bytes.wrap(new byte[1 + random.nextInt(5_000)]));
            case WRONG -> {
              byte[] bytes = value.toArray();
              for (int i = 0; i < Math.min(3, bytes.length); i++) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
              }
              yield Bytes.wrap(bytes);
            }
          };
    }

    @Override
    public void hint(ProofHint hint) {
      right.hint(hint);
    }
  }

  @Test
  void endsWithoutAcceptingWhatItCannotRead() throws IOException {
    FirstBlock block = new FirstBlock();
    Spoiled whole = new Spoiled(block.rightClaim(), -1, null);
    assertThat(code(block, whole)).isEqualTo(FaultProofProgram.VALID);
    assertThat(whole.reads).isGreaterThan(20);
    SplittableRandom random = new SplittableRandom(5);
    Map<Defect, Integer> failed = new EnumMap<>(Defect.class);
    for (int i = 0; i < ROUNDS; i++) {
      Defect defect = Defect.values()[i % Defect.values().length];
      // Most of them are points of a blob; what the program begins with comes first.
      int at = random.nextInt(i % 2 == 0 ? whole.reads : 60);
      int code = code(block, new Spoiled(block.rightClaim(), at, defect));
      if (defect == Defect.MISSING) {
        assertThat(code).as("without pre-image %s", at).isEqualTo(FaultProofProgram.FAILED);
      }
      if (code == FaultProofProgram.FAILED) {
        failed.merge(defect, 1, Integer::sum);
      }
    }
    System.out.println("one pre-image of " + whole.reads + " spoiled, no verdict: " + failed);
    assertThat(failed).containsOnlyKeys(Defect.values());
  }

  /** The exit code; whatever fails says why. */
  private static int code(FirstBlock block, PreimageOracle oracle) {
    return FaultProofProgram.exitCode(
        oracle,
        block.resources(),
        new FaultProofProgram.Report() {
          @Override
          public void decided(ProofVerdict verdict) {}

          @Override
          public void failed(RuntimeException cause) {
            assertThat(Objects.toString(cause.getMessage(), cause.toString())).isNotBlank();
          }
        });
  }
}
