package dev.kopi.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.apps.program.ProgramFace;
import dev.kopi.apps.program.ReleasedProgram;
import dev.kopi.core.cannon.machine.Machine;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.machine.Witness;
import dev.kopi.core.proof.FaultProofProgram;
import java.io.IOException;
import org.junit.jupiter.api.Test;

/** The program that comes with Kopi, in the VM. */
class ReleasedProgramTest {
  private final ReleasedProgram program = ReleasedProgram.bundled();

  @Test
  void decidesAsTheJvm() throws IOException {
    FirstBlock block = new FirstBlock();
    for (ProgramFace face : ProgramFace.values()) {
      MachineState state = program.state(face, block.configuration());
      assertThat(Witness.hash(state)).isEqualTo(program.prestate(face, block.configuration()));
      block.decides(face, state, block.rightClaim(), FaultProofProgram.VALID);
      block.decides(
          face,
          program.state(face, block.configuration()),
          block.wrongClaim(),
          FaultProofProgram.INVALID);
    }
  }

  @Test
  void failsForAChainThatItsPrestateDoesNotHold() throws IOException {
    FirstBlock block = new FirstBlock();
    for (ProgramFace face : ProgramFace.values()) {
      MachineState state = program.state(face);
      assertThat(Witness.hash(state)).isEqualTo(program.prestate(face));
      GuestHost guest = new GuestHost(block.rightClaim());
      new Machine(state, guest).run(100_000_000);
      assertThat(state.exitCode()).isEqualTo(FaultProofProgram.FAILED);
      assertThat(guest.output()).contains("is not known: this prestate holds no configuration");
    }
  }
}
