package dev.kopi.tests.store;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.files.BlockSource;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.apps.bench.store.BenchGenerator;
import dev.kopi.apps.bench.store.BenchPlan;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.trie.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A chain of small blocks with transfers, tokens, swaps and changing slots, in files. */
final class GeneratedChain {
  static final Crypto CRYPTO = NativeCrypto.create();

  final Path genesisFile;
  final Path chainFile;
  final Genesis genesis;
  final List<Block> blocks = new ArrayList<>();

  /** The hash of each block, by its number. */
  final Map<Long, Hash> hashes = new TreeMap<>();

  private GeneratedChain(Path directory) throws IOException {
    genesisFile = directory.resolve("genesis.json");
    chainFile = directory.resolve("chain.rlp");
    genesis = GenesisJson.read(Json.parse(Files.readAllBytes(genesisFile)));
    hashes.put(0L, genesis.block().hash());
    try (BlockSource source = BlockSource.open(chainFile)) {
      for (Block block = source.next(); block != null; block = source.next()) {
        blocks.add(block);
        hashes.put(block.number(), block.hash());
      }
    }
  }

  /** A chain with about so many blocks after those that bring its state into being. */
  static GeneratedChain write(Path directory, long seed, long mixedBlocks) throws IOException {
    BenchPlan plan = new BenchPlan(seed, 300, 1200, mixedBlocks * 620_000, 1_500_000, 40, 4);
    new BenchGenerator(plan, CRYPTO, Tasks.SEQUENTIAL).write(directory, line -> {});
    return new GeneratedChain(directory);
  }

  Hash head() {
    return blocks.getLast().hash();
  }
}
