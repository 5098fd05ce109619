package dev.kopi.services.txmgr;

import dev.kopi.core.primitives.Hash;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A transaction on its way to L1. For any thread. */
public interface Submission {
  /** The outcome; null as long as anything may still be published or asked for it. */
  @Nullable TxOutcome outcome();

  /** Gives the transaction up: nothing more of it is published. Its outcome follows. */
  void cancel();

  /** The hashes under which L1's pool has accepted it, oldest first. */
  List<Hash> published();
}
