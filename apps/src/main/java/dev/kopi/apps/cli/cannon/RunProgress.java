package dev.kopi.apps.cli.cannon;

import dev.kopi.adapters.cannon.SymbolTable;
import dev.kopi.core.cannon.machine.MachineState;
import java.util.Locale;

/** Says on standard error how far a run is: on a terminal once a second. */
final class RunProgress {
  private static final long SECOND = 1_000_000_000;

  private final MachineState state;
  private final SymbolTable symbols;
  private final boolean terminal = System.console() != null && System.console().isTerminal();
  private final long started = System.nanoTime();
  private final long firstStep;
  private long shown = started;
  private boolean open;

  RunProgress(MachineState state, SymbolTable symbols) {
    this.state = state;
    this.symbols = symbols;
    this.firstStep = state.step();
  }

  private String text() {
    double seconds = Math.max(1, System.nanoTime() - started) / (double) SECOND;
    long pc = state.thread().pc();
    return String.format(
        Locale.ROOT,
        "step %,d, %,.0f steps/s, pc 0x%x (%s), %.1f MiB",
        state.step(),
        (state.step() - firstStep) / seconds,
        pc,
        symbols.name(pc),
        state.memory().pageCount() / 256.0);
  }

  /** A line that stays. */
  void report() {
    end();
    System.err.println(text());
  }

  /** A line that is overwritten by the next one, at most once a second. */
  void show() {
    if (terminal && System.nanoTime() - shown > SECOND) {
      shown = System.nanoTime();
      System.err.print("\r\u001b[K" + text());
      open = true;
    }
  }

  /** Ends a line that is open. */
  void end() {
    if (open) {
      System.err.println();
      open = false;
    }
  }

  /** Says how the run ended. */
  void stopped() {
    System.err.println(
        state.exited()
            ? "the program exited with " + state.exitCode() + " after " + state.step() + " steps"
            : "stopped at step " + state.step());
  }
}
