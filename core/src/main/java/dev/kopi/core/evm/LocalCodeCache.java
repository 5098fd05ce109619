package dev.kopi.core.evm;

import dev.kopi.core.primitives.Hash;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An LRU cache for one thread. */
public final class LocalCodeCache implements CodeCache {
  private final long mostBytes;
  private final Map<Hash, AnalysedCode> entries = new LinkedHashMap<>(256, 0.75f, true);
  private long bytes;

  /** With a limit of about {@code mostBytes} of memory. */
  public LocalCodeCache(long mostBytes) {
    this.mostBytes = mostBytes;
  }

  @Override
  public @Nullable AnalysedCode get(Hash codeHash) {
    return entries.get(codeHash);
  }

  @Override
  public void put(Hash codeHash, AnalysedCode code) {
    AnalysedCode old = entries.put(codeHash, code);
    bytes += code.footprintBytes() - (old == null ? 0 : old.footprintBytes());
    Iterator<AnalysedCode> oldest = entries.values().iterator();
    while (bytes > mostBytes && oldest.hasNext()) {
      bytes -= oldest.next().footprintBytes();
      oldest.remove();
    }
  }
}
