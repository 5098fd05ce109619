package dev.kopi.core.cannon.machine;

import java.util.List;

/**
 * Threads take turns: two stacks are walked from one side to the other and back.
 *
 * @see <a
 *     href="https://specs.optimism.io/fault-proof/cannon-fault-proof-vm.html#thread-traversal-mechanics">
 *     Thread Traversal Mechanics</a>
 */
final class Scheduler {
  /** Steps until a thread has to let others run. */
  static final long QUANTUM = 100_000;

  private final MachineState state;

  Scheduler(MachineState state) {
    this.state = state;
  }

  /** Moves the running thread to the other stack. */
  void preempt(CpuThread thread) {
    List<CpuThread> from = state.active();
    from.removeLast();
    (state.traverseRight ? state.left : state.right).add(thread);
    turn();
    state.statistics.activated(state.thread().id, state.step);
  }

  /** Starts a thread, which runs next. */
  void push(CpuThread thread) {
    state.active().add(thread);
    state.stepsSinceSwitch = 0;
  }

  /** Removes the running thread, which has exited. */
  void pop() {
    state.active().removeLast();
    turn();
  }

  private void turn() {
    if (state.active().isEmpty()) {
      state.traverseRight = !state.traverseRight;
    }
    state.stepsSinceSwitch = 0;
  }
}
