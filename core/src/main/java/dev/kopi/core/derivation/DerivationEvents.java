package dev.kopi.core.derivation;

import java.util.ArrayList;
import java.util.List;

/** Collects what happened until somebody takes it. */
public final class DerivationEvents {
  private List<DerivationEvent> events = new ArrayList<>();

  /** Adds an event. */
  public void add(DerivationEvent event) {
    events.add(event);
  }

  /** Hands out what was collected and starts anew. */
  public List<DerivationEvent> take() {
    List<DerivationEvent> taken = events;
    events = new ArrayList<>();
    return taken;
  }
}
