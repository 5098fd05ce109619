package dev.kopi.apps.bridge;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.rollup.OutputRoot;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.StringNode;

/**
 * The output roots of an L2 node, computed from its headers and proofs.
 *
 * @param l2 the node
 * @see <a
 *     href="https://specs.optimism.io/protocol/proposals.html#l2-output-commitment-construction">L2
 *     output commitment construction</a>
 */
public record L2Outputs(EthClient l2) implements LongFunction<@Nullable Hash> {
  /** The output root at a block; null when the node does not have the block. */
  @Override
  public @Nullable Hash apply(long block) {
    Header header = l2.header(EthClient.at(block));
    if (header == null) {
      return null;
    }
    return output(header, proof(block, Json.array())).hash();
  }

  /** The output of a block with the proof of its L2ToL1MessagePasser. */
  static OutputRoot output(Header header, JsonNode proof) {
    return new OutputRoot(header.stateRoot(), JsonFields.hash(proof, "storageHash"), header.hash());
  }

  /** The proof of L2ToL1MessagePasser at a block. */
  JsonNode proof(long block, ArrayNode slots) {
    return l2.rpc()
        .call(
            "eth_getProof",
            StringNode.valueOf(BridgeContracts.MESSAGE_PASSER.toHex()),
            slots,
            StringNode.valueOf(EthClient.at(block)));
  }
}
