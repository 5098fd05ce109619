package dev.kopi.core.cannon.machine;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a machine counts on the side, as the reference's debug information has it. */
public final class Statistics {
  /** Threads of which the last load-linked is remembered. */
  private static final int MOST_THREADS = 5;

  private final Map<Long, Long> linkedAt =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Long> eldest) {
          return size() > MOST_THREADS;
        }
      };

  private long conditionalStores;
  private long failedConditionalStores;
  private long longestLink;
  private long lostReservations;
  private long forcedPreemptions;
  private long activeThread;
  private long firstThreadLeft;
  private long idleSteps;

  Statistics() {}

  void linked(long thread, long step) {
    linkedAt.put(thread, step);
  }

  void stored(boolean done, long thread, long step) {
    if (done) {
      conditionalStores++;
    } else {
      failedConditionalStores++;
    }
    Long from = linkedAt.remove(thread);
    if (from != null) {
      longestLink = Math.max(longestLink, step - from);
    }
  }

  void lostReservation() {
    lostReservations++;
  }

  void preempted() {
    forcedPreemptions++;
  }

  void activated(long thread, long step) {
    if (activeThread == 0 && thread != 0) {
      firstThreadLeft = step;
    } else if (activeThread != 0 && thread == 0) {
      idleSteps += step - firstThreadLeft;
    }
    activeThread = thread;
  }

  /** Conditional stores that stored. */
  public long conditionalStores() {
    return conditionalStores;
  }

  /** Conditional stores that did not. */
  public long failedConditionalStores() {
    return failedConditionalStores;
  }

  /** The most steps from a load-linked to its conditional store. */
  public long longestLink() {
    return longestLink;
  }

  /** Reservations that ended by another store. */
  public long lostReservations() {
    return lostReservations;
  }

  /** Threads that ran for a whole quantum. */
  public long forcedPreemptions() {
    return forcedPreemptions;
  }

  /** Steps in which the first thread did not run. */
  public long idleSteps() {
    return idleSteps;
  }
}
