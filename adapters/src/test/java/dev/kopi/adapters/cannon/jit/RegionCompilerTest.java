package dev.kopi.adapters.cannon.jit;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.cannon.code.BlockCompiler;
import dev.kopi.core.cannon.code.CompiledTier;
import dev.kopi.core.cannon.code.HotRegion;
import dev.kopi.core.cannon.machine.Host;
import dev.kopi.core.cannon.machine.Machine;
import dev.kopi.core.cannon.machine.MachineException;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.machine.Witness;
import dev.kopi.core.cannon.version.MipsContract;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RegionCompilerTest {
  private static final int PROGRAMS = Boolean.getBoolean("kopi.all") ? 2_000 : 60;
  private static final long STEPS = 20_000;

  private static final Host SILENT =
      new Host() {
        @Override
        public Bytes preimage(Hash key) {
          throw new IllegalStateException("no pre-images");
        }

        @Override
        public void hint(Bytes hint) {}

        @Override
        public void write(int fd, Bytes data) {}
      };

  /** Compiles at the first jump to a place, and counts. */
  private static final class Counting implements BlockCompiler {
    private final List<Compiled> done = new ArrayList<>();
    private int compiled;

    @Override
    public boolean offer(HotRegion region) {
      done.add(new Compiled(region, RegionClass.compile(region)));
      compiled++;
      return true;
    }

    @Override
    public @Nullable Compiled poll() {
      return done.isEmpty() ? null : done.removeFirst();
    }
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, false", "true, true", "false, true"})
  void compiledCodeDoesWhatTheInterpreterDoes(boolean wide, boolean changesItself) {
    Counting compiler = new Counting();
    Random stops = new Random(5);
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Machine interpreted = new Machine(new RandomGuest(seed, wide, changesItself).load(), SILENT);
      Machine compiled =
          new Machine(
              new RandomGuest(seed, wide, changesItself).load(),
              SILENT,
              MipsContract.V1_1_0,
              new CompiledTier(compiler, 40, 2));
      for (long until = 0; until < STEPS; ) {
        until += 1 + stops.nextInt(3_000);
        String expected = run(interpreted, until);
        assertThat(run(compiled, until)).as("seed %s until %s", seed, until).isEqualTo(expected);
        if (fails(expected)) {
          break;
        }
      }
    }
    assertThat(compiler.compiled).isGreaterThan(PROGRAMS / 4);
  }

  @ParameterizedTest
  @CsvSource({"true, false", "false, false", "true, true", "false, true"})
  void stepsAtOnceDoWhatSingleStepsDo(boolean wide, boolean changesItself) {
    Random stops = new Random(6);
    for (int seed = 0; seed < PROGRAMS; seed++) {
      Machine single = new Machine(new RandomGuest(seed, wide, changesItself).load(), SILENT);
      Machine atOnce = new Machine(new RandomGuest(seed, wide, changesItself).load(), SILENT);
      for (long until = 0; until < STEPS / 8; ) {
        until += 1 + stops.nextInt(300);
        String expected = "";
        for (long step = single.state().step(); step < until && !fails(expected); step++) {
          expected = run(single, step + 1, step + 1 == until);
        }
        assertThat(run(atOnce, until)).as("seed %s until %s", seed, until).isEqualTo(expected);
        if (fails(expected)) {
          break;
        }
      }
    }
  }

  private static boolean fails(String outcome) {
    return !outcome.isEmpty() && !outcome.startsWith("0x");
  }

  /** The state's hash, or why there is none. */
  private static String run(Machine machine, long until) {
    return run(machine, until, true);
  }

  private static String run(Machine machine, long until, boolean hashes) {
    try {
      machine.run(until);
    } catch (MachineException e) {
      return e.getMessage() + "";
    }
    if (!hashes) {
      return "";
    }
    MachineState state = machine.state();
    return Witness.hash(state) + " " + state.step();
  }
}
