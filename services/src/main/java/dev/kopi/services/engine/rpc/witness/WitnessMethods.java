package dev.kopi.services.engine.rpc.witness;

import dev.kopi.adapters.json.eth.EngineJson;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.block.BlockExecutor;
import dev.kopi.core.execution.block.BlockResult;
import dev.kopi.core.execution.stateless.DerivedBlocks;
import dev.kopi.core.execution.transaction.SenderRecovery;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.trie.Tasks;
import dev.kopi.core.trie.TrieStateView;
import dev.kopi.services.engine.rpc.chain.BlockArgument;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.limit.LimitedMethods;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Execution witnesses: the parts of the state that a block reads. */
public final class WitnessMethods {
  private final ChainView chain;
  private final StateNodes nodes;

  /** The methods over a chain. */
  public WitnessMethods(ChainView chain) {
    this.chain = chain;
    this.nodes = new StateNodes(chain.store());
  }

  /** Adds the methods that execute blocks. */
  public void addTo(LimitedMethods methods) {
    methods.add("debug_executionWitness", (p, deadline) -> executionWitness(p));
    methods.add("debug_executionWitnessByBlockHash", (p, deadline) -> byBlockHash(p));
    methods.add("debug_executePayload", (p, deadline) -> executePayload(p));
  }

  /** Adds the methods that read. */
  public void addReading(LimitedMethods methods) {
    methods.add("debug_dbGet", (p, deadline) -> nodes.get(p.bytes(0)));
  }

  private JsonNode executionWitness(Params params) {
    BlockArgument argument = params.get(0, (node, name) -> BlockArgument.any(node));
    Block block = chain.block(params, 0);
    if (block == null) {
      throw RpcException.server("block " + argument.printed() + " not found");
    }
    if (block.number() == 0) {
      throw RpcException.server("block " + argument.printed() + " found, but parent missing");
    }
    return executionWitness(block);
  }

  private JsonNode byBlockHash(Params params) {
    return executionWitness(chain.store().block(params.hash(0)));
  }

  /** Executes a stored block again. */
  private JsonNode executionWitness(@Nullable Block block) {
    if (block == null) {
      throw RpcException.server("block not found");
    }
    if (block.number() == 0) {
      throw RpcException.server("block found, but parent missing");
    }
    return safely(() -> {
      Header parent = parent(block.header().parentHash());
      WitnessRecorder recorder = new WitnessRecorder(chain.store(), block.header().parentHash());
      Rules rules = chain.rules(block.header());
      BlockResult result =
          new BlockExecutor(chain.spec(), ExecutionResources.of(chain.crypto()), Tasks.SEQUENTIAL)
              .execute(
                  block,
                  SenderRecovery.senders(chain.crypto().secp256k1(), block.transactions(), rules),
                  parent,
                  new TrieStateView(recorder, parent.stateRoot(), recorder),
                  recorder,
                  recorder);
      if (result instanceof BlockResult.Invalid invalid) {
        throw RpcException.server("block is invalid: " + invalid.reason());
      }
      return recorder.toJson();
    });
  }

  /** Executes payload attributes on top of a block; nothing is stored. */
  private JsonNode executePayload(Params params) {
    Hash parentHash = params.hash(0);
    PayloadAttributes attributes = params.get(1, (node, name) -> EngineJson.readAttributes(node));
    if (chain.spec().op() == null) {
      throw RpcException.server("not a chain of the OP Stack");
    }
    return safely(() -> {
      WitnessRecorder recorder = new WitnessRecorder(chain.store(), parentHash);
      new DerivedBlocks(chain.spec(), ExecutionResources.of(chain.crypto()))
          .build(attributes, parent(parentHash), recorder, recorder, recorder);
      return recorder.toJson();
    });
  }

  private Header parent(Hash hash) {
    Header parent = chain.store().header(hash);
    if (parent == null) {
      throw RpcException.server("block " + hash.toHex() + " not found");
    }
    return parent;
  }

  private static JsonNode safely(Supplier<JsonNode> method) {
    try {
      return method.get();
    } catch (StateUnavailableException e) {
      throw ChainView.pruned(e);
    }
  }
}
