package dev.kopi.tests.simulation.random;

import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** One connection of a role: calls fail, and the role may crash before or after each. */
final class Link {
  private final String role;
  private final Chaos chaos;
  private final Outage outage;
  private final LongSupplier clock;

  Link(String role, Chaos chaos, LongSupplier clock) {
    this.role = role;
    this.chaos = chaos;
    this.outage = new Outage(chaos);
    this.clock = clock;
  }

  <T> T call(Supplier<T> what, Supplier<RuntimeException> failure) {
    chaos.maybeCrash(role);
    outage.maybeBegin(clock.getAsLong());
    if (!chaos.call(outage, clock.getAsLong())) {
      throw failure.get();
    }
    T result = what.get();
    chaos.maybeCrash(role);
    return result;
  }
}
