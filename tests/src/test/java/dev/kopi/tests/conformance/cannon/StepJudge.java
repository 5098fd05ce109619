package dev.kopi.tests.conformance.cannon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.cannon.machine.Fault;
import dev.kopi.core.cannon.machine.Host;
import dev.kopi.core.cannon.machine.Machine;
import dev.kopi.core.cannon.machine.MachineException;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.machine.StepProof;
import dev.kopi.core.cannon.machine.Witness;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.proof.preimage.PreimageType;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Does steps with Kopi's machine and with the contract, which must agree. */
public final class StepJudge {
  private static final int SYSCALL = 0xc;
  private static final Set<Integer> KNOWN = Set.of(4003, 4004, 4045, 4055, 4090, 4120, 4246);
  private static final int READ = 4003;
  private static final int PREIMAGES = 5;

  private final ContractMachine contract = new ContractMachine();
  private final Map<Integer, Integer> opcodes = new TreeMap<>();
  private final Map<Integer, Integer> syscalls = new TreeMap<>();
  private final Map<Fault, Integer> faults = new EnumMap<>(Fault.class);
  private long steps;
  private final Map<PreimageType, Integer> preimages = new EnumMap<>(PreimageType.class);

  /** Those whose state after it is equal. */
  long steps() {
    return steps;
  }

  /** By opcode; of opcodes 0, 1 and 28, the function or condition times 64 besides. */
  Map<Integer, Integer> opcodes() {
    return opcodes;
  }

  /** By number; 0 stands for all that the machine does not know. */
  Map<Integer, Integer> syscalls() {
    return syscalls;
  }

  /** What the machine and the contract refused. */
  public Map<Fault, Integer> faults() {
    return faults;
  }

  /** The reads of pre-images. */
  int preimages() {
    return preimages.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** The reads of pre-images of a type. */
  public int preimages(PreimageType type) {
    return preimages.getOrDefault(type, 0);
  }

  /**
   * Which steps of a program are judged: one of so many.
   *
   * @param reads of those that read pre-images
   * @param calls of the other system calls, and of the steps before and after any
   * @param others of all others
   * @param last where the run ends, if the program has not
   */
  public record Sample(int reads, int calls, int others, long last) {}

  /** Runs a program and judges a sample of its steps, a fault and the end among them. */
  public void run(
      String name,
      Supplier<MachineState> program,
      Host host,
      SplittableRandom random,
      Sample sample) {
    MachineState state = program.get();
    Machine machine = new Machine(state, host);
    boolean after = false;
    while (!state.exited() && state.step() < sample.last()) {
      long pc = state.thread().pc();
      boolean at = state.memory().get32(pc) == SYSCALL;
      int oneOf = sample.others();
      if (at && state.thread().register(2) == READ && state.thread().register(4) == PREIMAGES) {
        oneOf = sample.reads();
      } else if (at || after || state.memory().get32(pc + 4) == SYSCALL) {
        oneOf = sample.calls();
      }
      after = at;
      long step = state.step();
      try {
        if (random.nextInt(oneOf) == 0) {
          judge(name, machine);
        } else {
          machine.run(step + 1);
        }
      } catch (MachineException fault) {
        MachineState again = program.get();
        new Machine(again, host).run(step);
        refuse(name, again, fault);
        return;
      }
    }
    if (state.exited()) {
      judge(name + " after its end", machine);
    }
  }

  /** One step of a machine, which the machine may refuse. */
  void one(String name, Supplier<MachineState> start, Host host) {
    try {
      judge(name, new Machine(start.get(), host));
    } catch (MachineException fault) {
      refuse(name, start.get(), fault);
    }
  }

  private void judge(String name, Machine machine) {
    count(machine.state());
    StepProof proof = machine.prove();
    if (proof.preimage() != null) {
      contract.load(proof.preimage());
      PreimageType type = new PreimageKey(proof.preimage().key()).type();
      if (type != null) {
        preimages.merge(type, 1, Integer::sum);
      }
    }
    assertThat(contract.step(proof.stateData(), proof.proofData()))
        .as("%s, step %s, state %s", name, proof.step(), proof.stateData())
        .isEqualTo(Optional.of(proof.postState()));
    steps++;
  }

  private void count(MachineState state) {
    if (state.exited() || (state.thread().pc() & 3) != 0) {
      return;
    }
    int instruction = state.memory().get32(state.thread().pc());
    int opcode = instruction >>> 26;
    int second =
        switch (opcode) {
          case 0, 0x1c -> instruction & 63;
          case 1 -> instruction >>> 16 & 31;
          default -> 0;
        };
    opcodes.merge(opcode | second << 6, 1, Integer::sum);
    if (instruction == SYSCALL) {
      int number = (int) state.thread().register(2);
      syscalls.merge(KNOWN.contains(number) ? number : 0, 1, Integer::sum);
    }
  }

  /** What the machine refuses, the contract refuses. */
  private void refuse(String name, MachineState before, MachineException fault) {
    Bytes instruction = Bytes.wrap(before.memory().proof(before.thread().pc()));
    Bytes data = Bytes.wrap(before.memory().proof(before.thread().register(5) & 0xfffffffcL));
    assertThat(contract.step(Witness.encode(before), Bytes.concat(instruction, data)))
        .as("%s: %s", name, fault.getMessage())
        .isEmpty();
    faults.merge(fault.fault(), 1, Integer::sum);
  }

  /** Prints what was judged so far. */
  public void report(String what) {
    System.out.printf(
        "MIPS 1.1.0 on %s: %d steps equal, %d instructions, system calls %s, pre-image reads %s,"
            + " refused %s%n",
        what, steps, opcodes.size(), syscalls, preimages, faults);
  }
}
