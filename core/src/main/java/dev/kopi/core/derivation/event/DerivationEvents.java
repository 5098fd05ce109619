package dev.kopi.core.derivation.event;

import java.util.ArrayList;
import java.util.List;

/** Collects events until they are drained. */
public final class DerivationEvents {
  private List<DerivationEvent> events = new ArrayList<>();

  /** Adds an event. */
  public void add(DerivationEvent event) {
    events.add(event);
  }

  /** Returns the collected events and clears the list. */
  public List<DerivationEvent> take() {
    List<DerivationEvent> taken = events;
    events = new ArrayList<>();
    return taken;
  }
}
