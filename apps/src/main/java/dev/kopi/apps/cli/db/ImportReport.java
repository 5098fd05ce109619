package dev.kopi.apps.cli.db;

import dev.kopi.core.execution.block.BlockResult;
import dev.kopi.services.execution.ChainImport;
import dev.kopi.services.execution.ImportMeter;
import java.util.Locale;

/** Tells people what an import did and why it cannot go on. */
final class ImportReport {
  private ImportReport() {}

  /**
   * The figures in one line. The parts go on at the same time, so their shares may exceed 100 %.
   */
  static String line(ImportMeter.Figures done) {
    return String.format(
        Locale.ROOT,
        "%d blocks (%d known before), %d transactions, %.1f Mgas in %.1f s: %.1f Mgas/s; busy:"
            + " senders %d%%, execution %d%%, roots %d%%, store %d%%",
        done.blocks(),
        done.known(),
        done.transactions(),
        done.gas() / 1e6,
        done.nanos() / 1e9,
        done.mgasPerSecond(),
        percent(done.sendersNanos(), done.nanos()),
        percent(done.executionNanos(), done.nanos()),
        percent(done.rootsNanos(), done.nanos()),
        percent(done.storeNanos(), done.nanos()));
  }

  private static long percent(long part, long all) {
    return all == 0 ? 0 : 100 * part / all;
  }

  /** Why an import cannot go on. */
  static String why(ChainImport.Refusal refusal) {
    return switch (refusal) {
      case ChainImport.Refusal.NoParent(var block) ->
          "its parent " + block.header().parentHash() + " is not there";
      case ChainImport.Refusal.NotValid(var block, BlockResult.Invalid why) ->
          "it is invalid: "
              + why.reason().name().toLowerCase(Locale.ROOT).replace('_', ' ')
              + (why.transaction() == null ? "" : " " + why.transaction());
    };
  }
}
