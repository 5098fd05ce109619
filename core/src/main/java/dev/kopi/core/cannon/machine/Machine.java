package dev.kopi.core.cannon.machine;

import dev.kopi.core.cannon.code.CompiledTier;
import dev.kopi.core.cannon.code.Decoder;
import dev.kopi.core.cannon.code.GuestCode;
import dev.kopi.core.cannon.code.Op;
import dev.kopi.core.cannon.version.MipsContract;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import org.jspecify.annotations.Nullable;

/** A machine over a state, which it changes. */
public final class Machine {
  private final MachineState state;
  private final boolean wide;
  private final PreimageChannel preimages;
  private final GuestCode guest;
  private final MipsInterpreter interpreter;
  private final Scheduler scheduler;
  private final SystemCalls32 calls32;
  private final SystemCalls64 calls64;

  /** A machine that goes on from a state, and only interprets. */
  public Machine(MachineState state, Host host) {
    this(state, host, MipsContract.V1_1_0, null);
  }

  /**
   * A machine that goes on from a state.
   *
   * @param contract the contract whose steps it does, where that is not told by the version
   * @param tier compiles what runs often, or null to only interpret
   */
  public Machine(
      MachineState state, Host host, MipsContract contract, @Nullable CompiledTier tier) {
    this.state = state;
    this.wide = state.version().is64();
    this.preimages = new PreimageChannel(host);
    this.guest = new GuestCode(state.memory(), new Decoder(state.version().instructions(contract)));
    this.interpreter =
        new MipsInterpreter(
            state, guest, tier == null || !state.hasZeroRegisters() ? null : tier.of(guest, wide));
    this.scheduler = new Scheduler(state);
    SystemCalls calls = new SystemCalls(state, contract, host, preimages);
    this.calls32 = new SystemCalls32(state, calls);
    this.calls64 = new SystemCalls64(state, calls, scheduler);
  }

  /** The state. */
  public MachineState state() {
    return state;
  }

  /**
   * Runs until the program exits or so many steps are done.
   *
   * @param untilStep the number of steps since the beginning
   * @throws MachineException when the machine refuses a step; the state is torn then
   */
  public void run(long untilStep) {
    run(untilStep, false);
  }

  /**
   * Runs until the program exits, so many steps are done, or a step has read a pre-image.
   *
   * @param untilStep the number of steps since the beginning
   * @return the read that the last step did, or null
   * @throws MachineException when the machine refuses a step; the state is torn then
   */
  public StepProof.@Nullable Preimage runToRead(long untilStep) {
    preimages.takeRead();
    run(untilStep, true);
    return preimages.takeRead() ? preimages.lastRead() : null;
  }

  private void run(long untilStep, boolean untilRead) {
    while (!state.exited && state.step < untilStep) {
      CpuThread thread = state.thread();
      if (switchesThread(thread)) {
        state.step++;
        switchThread(thread);
        continue;
      }
      long budget = untilStep - state.step;
      if (wide) {
        budget = Math.min(budget, Scheduler.QUANTUM - state.stepsSinceSwitch);
      }
      long done = interpreter.run(thread, budget);
      count(done);
      if (done < budget) {
        count(1);
        callSystem(thread);
        if (untilRead && preimages.wasRead()) {
          return;
        }
      }
    }
  }

  /** How many pre-images were asked for. */
  public int preimageRequests() {
    return preimages.requests();
  }

  /** The bytes of all pre-images that were asked for. */
  public long preimageBytes() {
    return preimages.bytes();
  }

  private void count(long steps) {
    state.step += steps;
    if (wide) {
      state.stepsSinceSwitch += steps;
    }
  }

  /** Whether the next step runs no instruction. */
  private boolean switchesThread(CpuThread thread) {
    return wide
        && (thread.exited || Long.compareUnsigned(state.stepsSinceSwitch, Scheduler.QUANTUM) >= 0);
  }

  private void switchThread(CpuThread thread) {
    if (thread.exited) {
      scheduler.pop();
    } else {
      scheduler.preempt(thread);
      state.statistics.preempted();
    }
  }

  private void callSystem(CpuThread thread) {
    if (wide) {
      calls64.execute(thread);
    } else {
      calls32.execute(thread);
    }
  }

  /** Does one step and proves it. */
  public StepProof prove() {
    long step = state.step;
    Bytes witness = Witness.encode(state);
    Hash before = Witness.hash(witness, state.status());
    Bytes proof = proofData();
    StepProof.Preimage preimage = runToRead(step + 1);
    return new StepProof(step, before, Witness.hash(state), witness, proof, preimage);
  }

  private Bytes proofData() {
    CpuThread thread = state.thread();
    byte[] instruction = state.memory().proof(thread.pc);
    byte[] empty = new byte[instruction.length];
    byte[] first = empty;
    byte @Nullable [] second = null;
    if (!state.exited && !switchesThread(thread)) {
      long decoded = interpreter.fetch(thread);
      long touched = touched(thread, decoded);
      if (touched != -1) {
        first = state.memory().proof(touched);
      }
      if (wide && Decoder.op(decoded) == Op.SYSCALL) {
        second = calls64.secondProof(thread);
      }
    }
    Bytes memory = Bytes.concat(Bytes.wrap(instruction), Bytes.wrap(first));
    if (!wide) {
      return memory;
    }
    byte[] below = MachineState.stackRoot(state.active().subList(0, state.active().size() - 1));
    return Bytes.concat(
        Bytes.wrap(thread.encode()),
        Bytes.wrap(below),
        memory,
        Bytes.wrap(second == null ? empty : second));
  }

  /** The word that a step reads or writes, or -1. */
  private long touched(CpuThread thread, long decoded) {
    if (Decoder.op(decoded) == Op.SYSCALL) {
      return wide ? calls64.touches(thread) : SystemCalls32.touches(thread);
    }
    if (!Op.accessesMemory(Decoder.op(decoded))) {
      return -1;
    }
    long address = thread.registers[Decoder.rs(decoded)] + Decoder.immediate(decoded);
    if (!interpreter.willStore(decoded, address, thread.id)) {
      return -1;
    }
    return wide ? address & -8L : address & 0xfffffffcL;
  }
}
