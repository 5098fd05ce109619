package dev.kopi.core.derivation.attributes;

import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.rollup.RollupConfig;

/**
 * The forms of the call data of the L1 attributes deposit.
 *
 * <p>The block that activates a fork still uses the form before it: only its upgrade transactions
 * make the L1Block contract understand the new one.
 *
 * @see <a
 *     href="https://specs.optimism.io/protocol/deposits.html#l1-attributes-predeployed-contract">L1
 *     attributes</a>
 */
public enum L1InfoLayout {
  BEDROCK(
      "setL1BlockValues(uint64,uint64,uint256,bytes32,uint64,bytes32,uint256,uint256)", 4 + 8 * 32),
  ECOTONE("setL1BlockValuesEcotone()", 4 + 5 * 32),
  ISTHMUS("setL1BlockValuesIsthmus()", 4 + 5 * 32 + 4 + 8),
  JOVIAN("setL1BlockValuesJovian()", 4 + 5 * 32 + 4 + 8 + 2);

  private final int selector;
  private final int size;

  L1InfoLayout(String signature, int size) {
    this.selector = BigEndian.getInt(AbiEncoder.selector(signature).unsafeArray(), 0);
    this.size = size;
  }

  /** The form in the L2 block at a timestamp. */
  public static L1InfoLayout at(RollupConfig config, long l2TimestampSeconds) {
    if (isActiveAfterFirstBlock(config, OpFork.JOVIAN, l2TimestampSeconds)) {
      return JOVIAN;
    }
    if (isActiveAfterFirstBlock(config, OpFork.ISTHMUS, l2TimestampSeconds)) {
      return ISTHMUS;
    }
    return isActiveAfterFirstBlock(config, OpFork.ECOTONE, l2TimestampSeconds) ? ECOTONE : BEDROCK;
  }

  private static boolean isActiveAfterFirstBlock(RollupConfig config, OpFork fork, long time) {
    return config.isActive(fork, time) && !config.isActivationBlock(fork, time);
  }

  /** The first four bytes of the call data. */
  public int selector() {
    return selector;
  }

  /** The length of the call data in bytes. */
  public int size() {
    return size;
  }
}
