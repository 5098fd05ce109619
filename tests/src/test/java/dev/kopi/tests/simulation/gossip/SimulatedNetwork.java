package dev.kopi.tests.simulation.gossip;

import java.util.Comparator;
import java.util.PriorityQueue;

/** Events in the order of their time. */
final class SimulatedNetwork {
  private record Event(long at, long number, Runnable action) {}

  private final PriorityQueue<Event> events =
      new PriorityQueue<>(Comparator.comparingLong(Event::at).thenComparingLong(Event::number));
  private long now;
  private long count;

  long now() {
    return now;
  }

  void after(long millis, Runnable action) {
    events.add(new Event(now + millis, count++, action));
  }

  void runUntil(long end) {
    for (Event next = events.peek(); next != null && next.at() <= end; next = events.peek()) {
      events.remove();
      now = next.at();
      next.action().run();
    }
    now = end;
  }
}
