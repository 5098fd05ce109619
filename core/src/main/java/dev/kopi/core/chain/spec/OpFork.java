package dev.kopi.core.chain.spec;

/**
 * The rule sets of the OP Stack, oldest first. A later fork includes the changes of all before it.
 *
 * @see <a href="https://specs.optimism.io/protocol/superchain-upgrades.html">Network upgrades</a>
 */
public enum OpFork {
  BEDROCK(Fork.PARIS),
  REGOLITH(Fork.PARIS),
  CANYON(Fork.SHANGHAI),
  DELTA(Fork.SHANGHAI),
  ECOTONE(Fork.CANCUN),
  FJORD(Fork.CANCUN),
  GRANITE(Fork.CANCUN),
  HOLOCENE(Fork.CANCUN),
  ISTHMUS(Fork.PRAGUE),
  JOVIAN(Fork.PRAGUE),
  KARST(Fork.OSAKA);

  private final Fork execution;

  OpFork(Fork execution) {
    this.execution = execution;
  }

  /** The rule set of Ethereum that this one builds on. */
  public Fork execution() {
    return execution;
  }

  /** Whether this is {@code other} or comes after it. */
  public boolean atLeast(OpFork other) {
    return compareTo(other) >= 0;
  }
}
