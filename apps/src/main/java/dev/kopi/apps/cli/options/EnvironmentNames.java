package dev.kopi.apps.cli.options;

import dev.kopi.apps.cli.error.UsageReport;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * Takes the value of an option from the environment: {@code --a.b-c} of a role with the prefix
 * {@code OP_X} is {@code OP_X_A_B_C}, except for a few that the reference names differently.
 */
public abstract class EnvironmentNames implements UsageReport.Environment {
  private final String prefix;
  private final Map<String, String> exceptions;

  EnvironmentNames(String prefix, Map<String, String> exceptions) {
    this.prefix = prefix;
    this.exceptions = exceptions;
  }

  @Override
  public @Nullable String defaultValue(ArgSpec arg) {
    return arg instanceof OptionSpec option ? System.getenv(variable(option)) : null;
  }

  @Override
  public String variable(OptionSpec option) {
    String name = option.longestName();
    String rest =
        exceptions.getOrDefault(
            name,
            name.replaceFirst("^--", "")
                .replace('.', '_')
                .replace('-', '_')
                .toUpperCase(Locale.ROOT));
    return prefix + "_" + rest;
  }

  /** Names of the batcher. */
  public static final class Batcher extends EnvironmentNames {
    Batcher() {
      super("OP_BATCHER", Map.of());
    }
  }

  /** Names of the proposer. */
  public static final class Proposer extends EnvironmentNames {
    Proposer() {
      super("OP_PROPOSER", Map.of());
    }
  }

  /** Names of the challenger. */
  public static final class Challenger extends EnvironmentNames {
    Challenger() {
      super(
          "OP_CHALLENGER",
          Map.of(
              "--cannon-kona-rollup-config", "CANNON_ROLLUP_CONFIG",
              "--cannon-kona-l1-genesis", "CANNON_L1_GENESIS",
              "--cannon-kona-l2-custom", "CANNON_L2_CUSTOM",
              "--cannon-kona-snapshot-freq", "CANNON_SNAPSHOT_FREQ",
              "--cannon-kona-info-freq", "CANNON_INFO_FREQ"));
    }
  }

  /** Names of the signer. */
  public static final class Signing extends EnvironmentNames {
    Signing() {
      super("OP_SIGNER", Map.of());
    }
  }

  /** Names of the engine. */
  public static final class Engine extends EnvironmentNames {
    Engine() {
      super("GETH", Map.of("--metrics.enabled", "METRICS"));
    }
  }

  /** Names of the development L1, which the reference does not have. */
  public static final class L1 extends EnvironmentNames {
    L1() {
      super("KOPI_L1", Map.of());
    }
  }

  /** Names of the host of fault-proof programs, whose options have kona-host's names as well. */
  public static final class Program extends EnvironmentNames {
    Program() {
      super(
          "OP_PROGRAM",
          Map.ofEntries(
              Map.entry("--l1-node-address", "L1_RPC"),
              Map.entry("--l1-beacon-address", "L1_BEACON_API"),
              Map.entry("--l2-node-address", "L2_RPC"),
              Map.entry("--agreed-l2-head-hash", "L2_HEAD"),
              Map.entry("--agreed-l2-output-root", "L2_OUTPUT_ROOT"),
              Map.entry("--claimed-l2-output-root", "L2_CLAIM"),
              Map.entry("--claimed-l2-block-number", "L2_BLOCK_NUM"),
              Map.entry("--rollup-config-path", "ROLLUP_CONFIG"),
              Map.entry("--l1.chainconfig", "L1_CHAINCONFIG"),
              Map.entry("--l1-config-path", "L1_CHAINCONFIG"),
              Map.entry("--data-dir", "DATADIR"),
              Map.entry("--l2.custom", "L2_CHAINID")));
    }
  }

  /** Names of the node. */
  public static final class Node extends EnvironmentNames {
    Node() {
      super(
          "OP_NODE",
          Map.of(
              "--l1", "L1_ETH_RPC",
              "--l1.trustrpc", "L1_TRUST_RPC",
              "--l1.rpckind", "L1_RPC_KIND",
              "--l2.enginekind", "L2_ENGINE_KIND",
              "--l2", "L2_ENGINE_RPC",
              "--l2.jwt-secret", "L2_ENGINE_AUTH",
              "--rollup.config", "ROLLUP_CONFIG"));
    }
  }
}
