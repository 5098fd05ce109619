package dev.kopi.adapters.store.tools;

import dev.kopi.adapters.store.kv.KeyValueStore;
import dev.kopi.adapters.store.kv.Table;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Hash;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Verifies contract code against its hash, each once. */
final class CodeVerifier {
  private final KeyValueStore.Snapshot snapshot;
  private final Findings findings;
  private final Set<Hash> seen = ConcurrentHashMap.newKeySet();

  CodeVerifier(KeyValueStore.Snapshot snapshot, Findings findings) {
    this.snapshot = snapshot;
    this.findings = findings;
  }

  void verify(Hash hash) {
    if (hash.equals(Keccak256.EMPTY) || !seen.add(hash)) {
      return;
    }
    byte[] code = snapshot.get(Table.CODE, hash.toArray());
    if (code == null || !Keccak256.hash(code).equals(hash)) {
      findings.add(
          "the code with hash " + hash + (code == null ? " is missing" : " has another hash"));
    }
  }
}
