package dev.kopi.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.apps.cli.evm.blocktest.MemoryChain;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.receipt.ReceiptCodec;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.block.BlockResult;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.primitives.Bytes;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import tools.jackson.databind.JsonNode;

/** The recorded rollups, L1 and L2, executed block by block from their genesis. */
@Execution(ExecutionMode.CONCURRENT)
class OpChainExecutionTest {
  static final List<String> CHAINS = OpChain.NAMES;

  @ParameterizedTest
  @FieldSource("CHAINS")
  void executesL2ToTheRecordedHashesAndReceipts(String name) throws IOException {
    execute(name, "l2");
  }

  @ParameterizedTest
  @FieldSource("CHAINS")
  void executesL1ToTheRecordedHashesAndReceipts(String name) throws IOException {
    execute(name, "l1");
  }

  private static void execute(String name, String layer) throws IOException {
    int blocks = 0;
    int transactions = 0;
    try (OpChain recording = new OpChain(name)) {
      Genesis genesis = GenesisJson.read(recording.json(layer + "-genesis.json"));
      MemoryChain chain = new MemoryChain(genesis, ExecutionResources.of(NativeCrypto.create()));
      for (String file : recording.files(layer)) {
        JsonNode json = recording.json(file);
        Block block = OpChain.block(json);
        assertThat(block.hash()).as(file).isEqualTo(JsonFields.hash(json, "hash"));
        if (block.number() == 0) {
          assertThat(chain.block(block.hash())).as(file).isNotNull();
          continue;
        }
        BlockResult result = chain.execute(block);
        assertThat(result).as(name + " " + file).isInstanceOf(BlockResult.Valid.class);
        List<Bytes> receipts =
            ((BlockResult.Valid) result)
                .outcome().receipts().stream().map(ReceiptCodec::encode).toList();
        assertThat(receipts)
            .as(file)
            .isEqualTo(JsonFields.list(json, "receipts", r -> JsonFields.asBytes(r, "receipt")));
        blocks++;
        transactions += receipts.size();
      }
    }
    assertThat(blocks).isPositive();
    System.out.println(
        "op-chains "
            + name
            + " "
            + layer
            + ": "
            + blocks
            + " blocks, "
            + transactions
            + " transactions passed");
  }
}
