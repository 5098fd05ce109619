package dev.kopi.apps.cli.evm.stateless;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.eth.HeaderReader;
import dev.kopi.adapters.json.rollup.RollupJson;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.stateless.DerivedBlocks;
import dev.kopi.core.execution.stateless.StatelessExecutor;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.trie.Preimages;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An L2 block to be executed over a witness: a folder with {@code fixture.json} (rollup
 * configuration, parent header, payload attributes, expected hash) and {@code preimages.txt} (lines
 * of a hash and its pre-image, in hex).
 *
 * @param name the folder's name
 * @param spec the chain's rules
 * @param parent the header of the parent
 * @param attributes what the block is built from
 * @param witness the pre-images
 * @param expected the block's hash
 */
public record StatelessFixture(
    String name,
    ChainSpec spec,
    Header parent,
    PayloadAttributes attributes,
    Preimages witness,
    Hash expected) {

  /**
   * Reads a folder.
   *
   * @throws DecodeException when a file is malformed, or a pre-image does not have its hash
   */
  public static StatelessFixture read(Path folder) throws IOException {
    JsonNode json = Json.parse(Files.readAllBytes(folder.resolve("fixture.json")));
    JsonNode rollup = JsonFields.required(json, "rollup_config");
    if (rollup instanceof ObjectNode object && !object.has("regolith_time")) {
      // These fixtures leave out Regolith, which their chains had from the start.
      object.put("regolith_time", 0);
    }
    RollupConfig config = RollupJson.read(rollup);
    ChainSpec spec =
        new ChainSpec(
            config.l2ChainId(), Map.of(), UInt256.ZERO, null, List.of(), null, config.op());
    return new StatelessFixture(
        String.valueOf(folder.getFileName()),
        spec,
        HeaderReader.readUnchecked(JsonFields.required(json, "parent_header")),
        attributes(JsonFields.required(json, "executing_payload")),
        preimages(folder.resolve("preimages.txt")),
        JsonFields.hash(json, "expected_block_hash"));
  }

  private static PayloadAttributes attributes(JsonNode json) {
    return new PayloadAttributes(
        JsonFields.quantity(json, "timestamp"),
        JsonFields.hash(json, "prevRandao"),
        JsonFields.address(json, "suggestedFeeRecipient"),
        null,
        JsonFields.optionalHash(json, "parentBeaconBlockRoot"),
        JsonFields.list(json, "transactions", t -> JsonFields.asBytes(t, "transaction")),
        true,
        JsonFields.optionalQuantity(json, "gasLimit"),
        JsonFields.optionalBytes(json, "eip1559Params"),
        JsonFields.optionalQuantity(json, "minBaseFee"));
  }

  private static Preimages preimages(Path file) throws IOException {
    Preimages witness = new Preimages();
    try (BufferedReader lines = Files.newBufferedReader(file)) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        int space = line.indexOf(' ');
        if (space < 0) {
          continue;
        }
        Hash hash = Hash.fromHex(line.substring(0, space));
        if (!witness.add(Bytes.fromHex(line.substring(space + 1))).equals(hash)) {
          throw new DecodeException("pre-image " + hash + " has another hash");
        }
      }
    }
    return witness;
  }

  /** Executes the block. */
  public DerivedBlocks.Built build(Crypto crypto) {
    return new StatelessExecutor(spec, ExecutionResources.of(crypto), parent, witness)
        .build(attributes);
  }
}
