package dev.kopi.core.proof;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.preimage.PreimageOracle;

/**
 * What a run is about.
 *
 * @param l1Head the newest L1 block that counts
 * @param agreedOutputRoot the output root that both sides agree on
 * @param claim the claimed output root
 * @param claimBlockNumber the L2 block that the claim is about
 * @param configs the rollup
 * @see <a href="https://specs.optimism.io/fault-proof/index.html#bootstrapping">Bootstrapping</a>
 */
public record BootInfo(
    Hash l1Head, Hash agreedOutputRoot, Hash claim, long claimBlockNumber, ChainConfigs configs) {
  /** The chain id that stands for a chain whose configuration comes as local inputs. */
  public static final long CUSTOM_CHAIN = -1;

  /**
   * Reads the local inputs.
   *
   * @param known the chains that the program's prestate is made for
   * @throws DecodeException when one is malformed, or the chain is not known
   */
  public static BootInfo read(PreimageOracle oracle, EmbeddedConfiguration known) {
    return new BootInfo(
        hash(oracle, LocalInput.L1_HEAD),
        hash(oracle, LocalInput.AGREED_OUTPUT_ROOT),
        hash(oracle, LocalInput.CLAIM),
        number(oracle, LocalInput.CLAIM_BLOCK_NUMBER),
        configs(oracle, known, number(oracle, LocalInput.CHAIN_ID)));
  }

  private static ChainConfigs configs(
      PreimageOracle oracle, EmbeddedConfiguration known, long chainId) {
    if (chainId == CUSTOM_CHAIN) {
      return ChainConfigs.read(
          oracle.read(LocalInput.ROLLUP_CONFIG.key()),
          oracle.read(LocalInput.L1_CHAIN_CONFIG.key()),
          oracle.read(LocalInput.L2_CHAIN_CONFIG.key()));
    }
    ChainConfigs configs = known.configs(chainId);
    if (configs == null) {
      throw new DecodeException(
          "chain "
              + Long.toUnsignedString(chainId)
              + " is not known: this prestate holds no configuration of it");
    }
    return configs;
  }

  private static Hash hash(PreimageOracle oracle, LocalInput input) {
    return Hash.of(oracle.read(input.key()));
  }

  private static long number(PreimageOracle oracle, LocalInput input) {
    Bytes bytes = oracle.read(input.key());
    if (bytes.size() != 8) {
      throw new DecodeException("local input " + input + " has " + bytes.size() + " bytes");
    }
    return BigEndian.getLong(bytes.unsafeArray(), 0);
  }
}
