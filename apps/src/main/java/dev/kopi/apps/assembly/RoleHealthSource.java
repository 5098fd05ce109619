package dev.kopi.apps.assembly;

import dev.kopi.adapters.rpc.server.HealthSource;
import dev.kopi.services.lifecycle.RoleHealth;

/**
 * Answers health checks for a role.
 *
 * @param role the health of the role
 */
public record RoleHealthSource(RoleHealth role) implements HealthSource {
  @Override
  public Health health() {
    return new Health(role.isHealthy(), role.summary());
  }
}
