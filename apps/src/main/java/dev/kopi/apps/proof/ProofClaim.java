package dev.kopi.apps.proof;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.LocalInput;
import dev.kopi.core.proof.preimage.PreimageKey;
import java.util.HashMap;
import java.util.Map;

/**
 * What a run is about.
 *
 * @param l1Head the newest L1 block that counts
 * @param l2Head the L2 block of the agreed output root
 * @param agreedOutputRoot the output root that both sides agree on
 * @param claim the claimed output root
 * @param blockNumber the L2 block that the claim is about
 * @param chainId the id that the program is told; −1 for a chain that it does not know
 */
public record ProofClaim(
    Hash l1Head, Hash l2Head, Hash agreedOutputRoot, Hash claim, long blockNumber, long chainId) {

  /**
   * The local inputs.
   *
   * @param configs the configurations of the chains, in JSON
   */
  public Map<PreimageKey, Bytes> inputs(Map<LocalInput, Bytes> configs) {
    Map<PreimageKey, Bytes> inputs = new HashMap<>();
    inputs.put(LocalInput.L1_HEAD.key(), l1Head.toBytes());
    inputs.put(LocalInput.AGREED_OUTPUT_ROOT.key(), agreedOutputRoot.toBytes());
    inputs.put(LocalInput.CLAIM.key(), claim.toBytes());
    inputs.put(LocalInput.CLAIM_BLOCK_NUMBER.key(), number(blockNumber));
    inputs.put(LocalInput.CHAIN_ID.key(), number(chainId));
    configs.forEach((input, json) -> inputs.put(input.key(), json));
    return inputs;
  }

  private static Bytes number(long value) {
    byte[] bytes = new byte[8];
    BigEndian.putLong(bytes, 0, value);
    return Bytes.wrap(bytes);
  }
}
