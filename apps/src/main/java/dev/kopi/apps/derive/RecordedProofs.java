package dev.kopi.apps.derive;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.genesis.ChainConfigJson;
import dev.kopi.adapters.json.rollup.RollupJson;
import dev.kopi.apps.program.ProgramConfiguration;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.chain.receipt.ReceiptCodec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.derivation.driver.DerivedBlockBuilder;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.BootInfo;
import dev.kopi.core.proof.EmbeddedConfiguration;
import dev.kopi.core.proof.LocalInput;
import dev.kopi.core.proof.ProgramResources;
import dev.kopi.core.proof.host.PreimageMaker;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.proof.preimage.PreimageOracle;
import dev.kopi.core.proof.preimage.PreimageUnavailableException;
import dev.kopi.core.proof.preimage.ProofHint;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.L2BlockRef;
import dev.kopi.core.rollup.OutputRoot;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The pre-images of a recorded chain: everything that a fault-proof program may ask about any of
 * its blocks, in memory.
 */
public final class RecordedProofs {
  /** The most blocks of a span batch in a recording. */
  private static final int LONGEST_SPAN = 16;

  private final UpgradeTransactions upgrades;
  private final Map<LocalInput, Bytes> configs = new EnumMap<>(LocalInput.class);
  private final EmbeddedConfiguration configuration;
  private final Crypto crypto = NativeCrypto.create();
  private final PreimageMaker maker = new PreimageMaker(crypto);
  private final Map<PreimageKey, Bytes> preimages = new HashMap<>();
  private final Map<Hash, Bytes> blobs = new HashMap<>();
  private final L2Chain l2 = new L2Chain();
  private final ExecutingBuilder builder;
  private final List<Progress> progress = new ArrayList<>();
  private final Map<Hash, L1BlockRef> l1Blocks = new HashMap<>();
  private final Set<Hash> replacements = new HashSet<>();
  private Hash refused = Hash.ZERO;
  private final Map<Hash, L1BlockRef> derivedFrom = new HashMap<>();

  /**
   * What was safe after an L1 block.
   *
   * @param l1Head the L1 block
   * @param safe the safe head that follows from it and its ancestors
   */
  public record Progress(Hash l1Head, L2BlockRef safe) {}

  /** Derives and executes the whole recording. */
  public RecordedProofs(Recording recording, UpgradeTransactions upgrades) throws IOException {
    this.upgrades = upgrades;
    Genesis genesis = recording.l2Genesis();
    configs.put(LocalInput.ROLLUP_CONFIG, json(RollupJson.write(recording.config())));
    configs.put(LocalInput.L1_CHAIN_CONFIG, json(ChainConfigJson.write(recording.l1Spec())));
    configs.put(LocalInput.L2_CHAIN_CONFIG, json(ChainConfigJson.write(genesis.spec())));
    this.configuration =
        ProgramConfiguration.of(recording.config(), recording.l1Spec(), genesis.spec(), upgrades);
    this.builder = new ExecutingBuilder(genesis, ExecutionResources.of(crypto));
    addL2(recording.genesis().block());
    DerivedBlockBuilder adding =
        derived -> {
          Block block = builder.build(derived);
          if (block == null) {
            refused = derived.parent().hash();
          } else if (derived.parent().hash().equals(refused)) {
            replacements.add(block.hash());
            refused = Hash.ZERO;
          }
          if (block != null) {
            derivedFrom.put(block.hash(), derived.derivedFrom());
            addL2(block);
          }
          return block;
        };
    DerivationReplay replay =
        new DerivationReplay(
            recording,
            new RecordedL1(RecordedL1.BlobOrder.PROTOCOL),
            l2,
            adding,
            upgrades,
            crypto.secp256k1(),
            BrotliDictionary.load());
    for (String file : recording.order()) {
      RecordedL1Block block = recording.l1(file);
      addL1(block);
      replay.show(block);
      replay.takeEvents();
      l1Blocks.put(block.hash(), block.ref());
      if (isDerivedFrom(replay.safe(), block.ref())) {
        progress.add(new Progress(block.hash(), replay.safe()));
      }
    }
    if (!replay.safe().id().equals(recording.finalSafe())) {
      throw new DecodeException("the replay ended at " + replay.safe().id());
    }
  }

  /**
   * Whether one of a block's newest ancestors, or the block itself, replaced an invalid block. Who
   * starts to derive from it may still read blocks from the span batch with the invalid block; who
   * started before has dropped that batch.
   */
  public boolean followsReplacement(Hash blockHash) {
    Hash at = blockHash;
    for (int i = 0; i < LONGEST_SPAN; i++) {
      Block block = l2.blockByHash(at);
      if (block == null) {
        return false;
      }
      if (replacements.contains(at)) {
        return true;
      }
      at = block.header().parentHash();
    }
    return false;
  }

  /**
   * Whether the L1 block that completed the data of a safe head is an ancestor of an L1 block. It
   * is not where L1 reorganised and derivation has yet to notice.
   */
  private boolean isDerivedFrom(L2BlockRef safe, L1BlockRef l1Head) {
    L1BlockRef source = derivedFrom.get(safe.hash());
    L1BlockRef at = l1Head;
    while (source != null && at != null && at.number() > source.number()) {
      at = l1Blocks.get(at.parentHash());
    }
    return source == null || source.equals(at);
  }

  private void addL1(RecordedL1Block block) {
    PreimageMaker.keccak256(HeaderCodec.encode(block.header()), preimages::put);
    PreimageMaker.list(ChainComparison.encoded(block.transactions()), preimages::put);
    PreimageMaker.list(
        block.receipts().stream().map(ReceiptCodec::encode).toList(), preimages::put);
    blobs.putAll(block.blobs());
  }

  private void addL2(Block block) {
    PreimageMaker.keccak256(HeaderCodec.encode(block.header()), preimages::put);
    PreimageMaker.list(ChainComparison.encoded(block.transactions()), preimages::put);
    PreimageMaker.keccak256(builder.outputRoot(block.hash()).encode(), preimages::put);
  }

  /** The safe heads after each L1 block, in the order in which the blocks were seen. */
  public List<Progress> progress() {
    return progress;
  }

  /** The output root of a block that was derived at some time. */
  public OutputRoot output(Hash blockHash) {
    return builder.outputRoot(blockHash);
  }

  /** The hash of a block's ancestor, or its own. */
  public Hash ancestor(Hash blockHash, long number) {
    Hash at = blockHash;
    while (true) {
      Block block = Objects.requireNonNull(l2.blockByHash(at));
      if (block.number() <= number) {
        return at;
      }
      at = block.header().parentHash();
    }
  }

  /** What a program that runs on the JVM brings along. */
  public ProgramResources resources() {
    return new ProgramResources(BrotliDictionary.load(), upgrades, configuration, crypto);
  }

  /** What a prestate for the chain holds. */
  public EmbeddedConfiguration configuration() {
    return configuration;
  }

  /**
   * The oracle for one claim, as a dispute game gives it: the program knows the chain.
   *
   * @param l1Head the newest L1 block that counts
   * @param agreed the output root that is agreed on
   * @param claim the claimed output root
   * @param blockNumber the block that it is about
   */
  public PreimageOracle oracle(Hash l1Head, Hash agreed, Hash claim, long blockNumber) {
    long chainId = configuration.chains().getFirst().id();
    return new Oracle(inputs(l1Head, agreed, claim, blockNumber, chainId));
  }

  /** As {@link #oracle}, with the configurations as local inputs. */
  public PreimageOracle customOracle(Hash l1Head, Hash agreed, Hash claim, long blockNumber) {
    Map<PreimageKey, Bytes> local =
        inputs(l1Head, agreed, claim, blockNumber, BootInfo.CUSTOM_CHAIN);
    configs.forEach((input, value) -> local.put(input.key(), value));
    return new Oracle(local);
  }

  private static Map<PreimageKey, Bytes> inputs(
      Hash l1Head, Hash agreed, Hash claim, long blockNumber, long chainId) {
    Map<PreimageKey, Bytes> local = new HashMap<>();
    local.put(LocalInput.L1_HEAD.key(), l1Head.toBytes());
    local.put(LocalInput.AGREED_OUTPUT_ROOT.key(), agreed.toBytes());
    local.put(LocalInput.CLAIM.key(), claim.toBytes());
    local.put(LocalInput.CLAIM_BLOCK_NUMBER.key(), number(blockNumber));
    local.put(LocalInput.CHAIN_ID.key(), number(chainId));
    return local;
  }

  private static Bytes number(long value) {
    byte[] bytes = new byte[8];
    BigEndian.putLong(bytes, 0, value);
    return Bytes.wrap(bytes);
  }

  private static Bytes json(JsonNode json) {
    return Bytes.wrap(json.toString().getBytes(StandardCharsets.UTF_8));
  }

  private final class Oracle implements PreimageOracle {
    private final Map<PreimageKey, Bytes> local;

    /** The state node or code that the last hint was about. */
    private @Nullable Hash hinted;

    Oracle(Map<PreimageKey, Bytes> local) {
      this.local = local;
    }

    @Override
    public Bytes read(PreimageKey key) {
      Bytes value = find(key);
      if (value == null) {
        throw new PreimageUnavailableException("no pre-image with key " + key);
      }
      return value;
    }

    private @Nullable Bytes find(PreimageKey key) {
      Bytes value = local.get(key);
      if (value != null) {
        return value;
      }
      value = preimages.get(key);
      if (value != null) {
        return value;
      }
      Hash state = hinted;
      return state != null && key.equals(PreimageKey.keccak256(state))
          ? builder.preimages().get(state)
          : null;
    }

    @Override
    public void hint(ProofHint hint) {
      switch (hint.kind()) {
        case L2_STATE_NODE, L2_CODE -> hinted = Hash.of(hint.data());
        case L1_BLOB -> {
          Bytes blob = blobs.remove(Hash.of(hint.data().slice(0, 32)));
          if (blob != null) {
            maker.blob(blob, preimages::put);
          }
        }
        case L1_PRECOMPILE_V2 -> maker.precompile(hint.data(), true, preimages::put);
        case L1_BLOCK_HEADER,
            L1_TRANSACTIONS,
            L1_RECEIPTS,
            L1_PRECOMPILE,
            L2_BLOCK_HEADER,
            L2_TRANSACTIONS,
            L2_RECEIPTS,
            L2_OUTPUT,
            L2_BLOCK_DATA,
            AGREED_PRE_STATE,
            L2_ACCOUNT_PROOF,
            L2_PAYLOAD_WITNESS,
            L2_BLOCK_HASH_LOOKUP -> {}
      }
    }
  }
}
