package dev.kopi.apps.dashboard;

import dev.kopi.adapters.rpc.dispatch.EventSource;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.Subscribable;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The newest snapshot, and those who wait for it. A slow reader misses snapshots rather than
 * gathering them.
 */
final class Snapshots implements Subscribable {
  private final Set<Reader> readers = ConcurrentHashMap.newKeySet();
  private final Runnable onReader;
  private volatile @Nullable JsonNode newest;

  /**
   * Nothing is there yet.
   *
   * @param onReader called when somebody begins to look
   */
  Snapshots(Runnable onReader) {
    this.onReader = onReader;
  }

  /** Whether somebody looks. */
  boolean isWatched() {
    return !readers.isEmpty();
  }

  /** Gives a snapshot to all who look. It must not change any more. */
  void publish(JsonNode snapshot) {
    newest = snapshot;
    readers.forEach(reader -> reader.wake.run());
  }

  @Override
  public EventSource subscribe(Params params, Runnable wake) {
    Reader reader = new Reader(wake);
    readers.add(reader);
    onReader.run();
    return reader;
  }

  private final class Reader implements EventSource {
    private final Runnable wake;
    private @Nullable JsonNode taken;

    Reader(Runnable wake) {
      this.wake = wake;
    }

    @Override
    public @Nullable JsonNode next() {
      JsonNode now = newest;
      if (now == taken) {
        return null;
      }
      taken = now;
      return now;
    }

    @Override
    public void close() {
      readers.remove(this);
    }
  }
}
