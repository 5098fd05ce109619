package dev.kopi.adapters.rpc.server;

/** Tells whether the role behind a server works. Asked for each {@code GET /healthz}. */
@FunctionalInterface
public interface HealthSource {
  /** Always healthy. */
  HealthSource HEALTHY = () -> new Health(true, "ok");

  /** The health at this moment. Must not block. */
  Health health();

  /**
   * The health of a role.
   *
   * @param healthy whether it works; if not, {@code /healthz} has status 503
   * @param summary one line: {@code ok}, or what is wrong
   */
  record Health(boolean healthy, String summary) {}
}
