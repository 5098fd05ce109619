package dev.kopi.core.chain.spec;

/**
 * The execution rule sets of Ethereum, oldest first. A later fork includes the changes of all
 * before it.
 *
 * @see <a href="https://github.com/ethereum/execution-specs#ethereum-protocol-releases">Protocol
 *     releases</a>
 */
public enum Fork {
  FRONTIER,
  HOMESTEAD,
  TANGERINE_WHISTLE,
  SPURIOUS_DRAGON,
  BYZANTIUM,
  CONSTANTINOPLE,
  PETERSBURG,
  ISTANBUL,
  MUIR_GLACIER,
  BERLIN,
  LONDON,
  ARROW_GLACIER,
  GRAY_GLACIER,
  PARIS,
  SHANGHAI,
  CANCUN,
  PRAGUE,
  OSAKA;

  /** Whether this is {@code other} or comes after it. */
  public boolean atLeast(Fork other) {
    return compareTo(other) >= 0;
  }

  /** Whether the fork is scheduled by block timestamp; those before Shanghai go by block number. */
  public boolean byTimestamp() {
    return atLeast(SHANGHAI);
  }
}
