package dev.kopi.services.node.driver;

import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import java.util.ArrayList;
import java.util.List;

/** Keeps what a driver reports. */
final class TestNodeListener implements NodeListener {
  final List<String> resets = new ArrayList<>();
  final List<String> failures = new ArrayList<>();
  final List<String> stalls = new ArrayList<>();
  final List<Long> resumed = new ArrayList<>();
  final List<String> finalityWaits = new ArrayList<>();
  final List<String> sequencing = new ArrayList<>();
  final List<L2BlockRef> sequenced = new ArrayList<>();

  @Override
  public void onReset(String reason) {
    resets.add(reason);
  }

  @Override
  public void onDerivationFailure(String reason) {
    failures.add(reason);
  }

  @Override
  public void onDerivationStalled(long millis, L1BlockRef at, String reason) {
    stalls.add(millis + " " + reason);
  }

  @Override
  public void onDerivationResumed(long millis) {
    resumed.add(millis);
  }

  @Override
  public void onFinalityWait(String reason) {
    finalityWaits.add(reason);
  }

  @Override
  public void onSequencingFailure(String reason) {
    sequencing.add(reason);
  }

  @Override
  public void onSequenced(L2BlockRef block, int transactions, int deposits) {
    sequenced.add(block);
  }
}
