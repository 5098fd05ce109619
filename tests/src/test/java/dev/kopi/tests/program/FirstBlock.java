package dev.kopi.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.derive.RecordedProofs;
import dev.kopi.apps.derive.Recording;
import dev.kopi.apps.program.ProgramFace;
import dev.kopi.core.cannon.machine.Machine;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.EmbeddedConfiguration;
import dev.kopi.core.proof.FaultProofProgram;
import dev.kopi.core.proof.ProgramResources;
import dev.kopi.core.proof.preimage.PreimageOracle;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;

/** The first block of a recorded chain, as a claim for a program. */
public final class FirstBlock {
  private static final long STEPS = 3_000_000_000L;

  private final RecordedProofs proofs;
  private final Hash l1Head;
  private final Hash genesis;
  private final Hash first;

  /** Replays the recording. */
  public FirstBlock() throws IOException {
    try (Recording recording = new Recording(Vectors.path("op-chains/E1-l1reorg-granite.zip"))) {
      proofs = new RecordedProofs(recording, UpgradeFiles.with(Vectors.path("op-upgrades.zip")));
    }
    RecordedProofs.Progress end =
        proofs.progress().stream().filter(p -> p.safe().number() > 0).findFirst().orElseThrow();
    l1Head = end.l1Head();
    genesis = proofs.output(proofs.ancestor(end.safe().hash(), 0)).hash();
    first = proofs.output(proofs.ancestor(end.safe().hash(), 1)).hash();
  }

  /** What a prestate of the chain holds. */
  public EmbeddedConfiguration configuration() {
    return proofs.configuration();
  }

  /** What the program on the JVM brings along. */
  public ProgramResources resources() {
    return proofs.resources();
  }

  /** Claims the block's output root, as a dispute game does. */
  public PreimageOracle rightClaim() {
    return proofs.oracle(l1Head, genesis, first, 1);
  }

  /** Claims another output root, for a program that gets the configuration as local inputs. */
  public PreimageOracle customWrongClaim() {
    return proofs.customOracle(l1Head, genesis, genesis, 1);
  }

  /** Claims another output root, as a dispute game does. */
  public PreimageOracle wrongClaim() {
    return proofs.oracle(l1Head, genesis, genesis, 1);
  }

  /** Runs a program in the VM to its end: its verdict is the JVM's. */
  void decides(ProgramFace face, MachineState state, PreimageOracle oracle, int expected) {
    boolean valid = FaultProofProgram.run(oracle, proofs.resources()).isValid();
    assertThat(valid ? FaultProofProgram.VALID : FaultProofProgram.INVALID).isEqualTo(expected);
    GuestHost guest = new GuestHost(oracle);
    new Machine(state, guest).run(STEPS);
    assertThat(state.exited()).as(guest.output()).isTrue();
    assertThat(state.exitCode()).as(guest.output()).isEqualTo(expected);
    assertThat(guest.output()).contains("output root " + first);
    System.out.println(
        "program, "
            + face.bits()
            + " bits: "
            + state.step() / 1_000_000
            + " million steps, "
            + guest.preimages()
            + " pre-images");
  }
}
