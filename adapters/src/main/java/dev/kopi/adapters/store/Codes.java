package dev.kopi.adapters.store;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Hash;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Checks contract code against its hash, each once. */
final class Codes {
  private final KeyValue.Snapshot snapshot;
  private final Findings findings;
  private final Set<Hash> seen = ConcurrentHashMap.newKeySet();

  Codes(KeyValue.Snapshot snapshot, Findings findings) {
    this.snapshot = snapshot;
    this.findings = findings;
  }

  void verify(Hash hash) {
    if (hash.equals(Keccak256.EMPTY) || !seen.add(hash)) {
      return;
    }
    byte[] code = snapshot.get(Kind.CODE, hash.toArray());
    if (code == null || !Keccak256.hash(code).equals(hash)) {
      findings.add("the code with hash " + hash + " is " + (code == null ? "missing" : "another"));
    }
  }
}
