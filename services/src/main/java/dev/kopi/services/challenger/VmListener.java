package dev.kopi.services.challenger;

/** Receives how long runs of the VM take. Called from any thread. */
@FunctionalInterface
public interface VmListener {
  /** Ignores all reports. */
  VmListener NONE = (millis, success) -> {};

  /** A run has ended. */
  void onRun(long millis, boolean success);
}
