package dev.kopi.apps.cli.evm.blocktest;

import dev.kopi.apps.cli.evm.fixture.TestCodes;
import dev.kopi.apps.cli.evm.fixture.TestResult;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.block.BlockResult;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.trie.Preimages;
import dev.kopi.core.trie.StateTrie;
import org.jspecify.annotations.Nullable;

/**
 * Runs blockchain tests: every valid block must be taken, every invalid one refused, and the head
 * be the expected one.
 */
public final class BlockTestRunner {
  private final ExecutionResources resources;

  /**
   * With some cryptography.
   *
   * @param compiled whether all code is compiled before it first runs
   */
  public BlockTestRunner(Crypto crypto, boolean compiled) {
    this.resources = new ExecutionResources(crypto, TestCodes.create(compiled), 0, null);
  }

  /** Runs a test. */
  public TestResult run(BlockTest test) {
    ChainSpec spec = test.spec();
    if (spec == null) {
      return TestResult.skipped(test.name(), test.network(), null, "the network is not known");
    }
    String error;
    try {
      error = error(test, spec);
    } catch (DecodeException e) {
      error = "the test is malformed: " + e.getMessage();
    }
    return TestResult.ran(test.name(), test.network(), error);
  }

  private @Nullable String error(BlockTest test, ChainSpec spec) {
    Block genesis = Block.decode(test.genesis());
    Hash root = StateTrie.apply(new Preimages(), Keccak256.EMPTY_TRIE, test.alloc()).root();
    if (!root.equals(genesis.header().stateRoot())) {
      return "genesis: state root " + root + ", expected " + genesis.header().stateRoot();
    }
    MemoryChain chain = new MemoryChain(spec, genesis, test.alloc(), resources);
    int index = 0;
    for (BlockTest.Import one : test.blocks()) {
      String refused = refusal(chain, one);
      if ((refused == null) != (one.exception() == null)) {
        return "block "
            + index
            + ": "
            + (refused == null ? "valid" : refused)
            + ", expected "
            + (one.exception() == null ? "valid" : one.exception());
      }
      index++;
    }
    return chain.head().equals(test.lastHash())
        ? null
        : "head is " + chain.head() + ", expected " + test.lastHash();
  }

  /** Why the block was refused, or null. */
  private static @Nullable String refusal(MemoryChain chain, BlockTest.Import one) {
    try {
      Block block = Block.decode(one.rlp());
      if (chain.block(block.hash()) != null) {
        return null;
      }
      if (chain.header(block.header().parentHash()) == null) {
        return "unknown parent";
      }
      return switch (chain.execute(block)) {
        case BlockResult.Valid _ -> null;
        case BlockResult.Invalid invalid ->
            invalid.reason() + (invalid.transaction() == null ? "" : " " + invalid.transaction());
      };
    } catch (DecodeException e) {
      return e.getMessage();
    }
  }
}
