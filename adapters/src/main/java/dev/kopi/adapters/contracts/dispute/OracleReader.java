package dev.kopi.adapters.contracts.dispute;

import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import java.nio.charset.StandardCharsets;

/**
 * Reads a PreimageOracle. Methods throw as {@link BatchReader} does.
 *
 * @param oracle the contract
 */
public record OracleReader(BatchReader reader, Address oracle) {
  /** Whether a part of a pre-image is loaded. */
  public boolean isLoaded(Hash key, long offset, String block) {
    return reader
        .read(
            block, oracle, "preimagePartOk(bytes32,uint256)", AbiValue.of(key), AbiValue.of(offset))
        .bool(0);
  }

  /** The least size of a pre-image that is proposed in pieces, in bytes. */
  public long minProposalSize(String block) {
    return reader.read(block, oracle, "minProposalSize()").number(0);
  }

  /** How long a large pre-image may be challenged, in seconds. */
  public long challengePeriod(String block) {
    return reader.read(block, oracle, "challengePeriod()").number(0);
  }

  /** Whether the key of a precompile's result holds the gas of the call: from version 1.1 on. */
  public boolean precompileKeysHoldGas(String block) {
    byte[] version = reader.read(block, oracle, "version()").bytes(0).toArray();
    return !new String(version, StandardCharsets.UTF_8).startsWith("1.0.");
  }
}
