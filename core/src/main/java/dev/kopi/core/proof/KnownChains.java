package dev.kopi.core.proof;

import org.jspecify.annotations.Nullable;

/** The chains that a program was built for. */
@FunctionalInterface
public interface KnownChains {
  /** No chain: all configurations come as local inputs. */
  KnownChains NONE = chainId -> null;

  /** The configurations of the chain with an id, or null. */
  @Nullable ChainConfigs configs(long chainId);
}
