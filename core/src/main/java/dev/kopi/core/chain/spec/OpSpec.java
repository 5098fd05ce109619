package dev.kopi.core.chain.spec;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What makes a chain an OP Stack chain.
 *
 * @param activationSeconds the L2 block timestamp from which each fork holds; Bedrock is there from
 *     genesis on, a fork without an entry never comes
 * @param eip1559Elasticity the gas limit over the gas target
 * @param eip1559Denominator the base fee's change denominator before Canyon
 * @param eip1559DenominatorCanyon the base fee's change denominator from Canyon on, until the
 *     header carries it (Holocene)
 */
public record OpSpec(
    Map<OpFork, Long> activationSeconds,
    long eip1559Elasticity,
    long eip1559Denominator,
    long eip1559DenominatorCanyon) {

  /** Copies the table and puts Bedrock in. */
  public OpSpec {
    EnumMap<OpFork, Long> copy = new EnumMap<>(OpFork.class);
    copy.putAll(activationSeconds);
    copy.put(OpFork.BEDROCK, 0L);
    activationSeconds = Collections.unmodifiableMap(copy);
  }

  /** The timestamp from which {@code fork} holds, or null when it never comes. */
  public @Nullable Long activation(OpFork fork) {
    return activationSeconds.get(fork);
  }

  /** Whether {@code fork} holds at {@code timestampSeconds}. */
  public boolean isActive(OpFork fork, long timestampSeconds) {
    Long at = activationSeconds.get(fork);
    return at != null && Long.compareUnsigned(timestampSeconds, at) >= 0;
  }

  /** The newest fork that holds at {@code timestampSeconds}. */
  public OpFork forkAt(long timestampSeconds) {
    OpFork newest = OpFork.BEDROCK;
    for (Map.Entry<OpFork, Long> entry : activationSeconds.entrySet()) {
      if (Long.compareUnsigned(timestampSeconds, entry.getValue()) >= 0
          && entry.getKey().atLeast(newest)) {
        newest = entry.getKey();
      }
    }
    return newest;
  }
}
