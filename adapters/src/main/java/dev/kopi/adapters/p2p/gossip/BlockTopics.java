package dev.kopi.adapters.p2p.gossip;

import dev.kopi.core.compress.SnappyBlock;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.p2p.block.BlockCheck;
import dev.kopi.core.p2p.block.BlockSignatures;
import dev.kopi.core.p2p.block.BlockSigners;
import dev.kopi.core.p2p.block.BlockValidator;
import dev.kopi.core.p2p.block.BlockVersion;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.p2p.block.PayloadSsz;
import dev.kopi.core.p2p.block.Verdict;
import dev.kopi.core.p2p.gossip.GossipMessage;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.rollup.UnsafePayloads;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The block topics of a chain: validates what comes, and makes what is published. */
public final class BlockTopics implements MessageValidator {
  /** Gets what came of each message. Must not wait. */
  @FunctionalInterface
  public interface Listener {
    /** A message was validated. */
    void checked(PeerId from, BlockCheck check);
  }

  /** Says whose blocks are accepted. From one thread. */
  public interface Signers {
    /** The signers as of now. */
    BlockSigners signers();

    /** The current signer has signed a block: the one before is no longer accepted. */
    void confirmCurrent();
  }

  private final GossipChain chain;
  private final Signers signers;
  private final InstantSource clock;
  private final Listener listener;
  private final Map<String, BlockValidator> validators = new HashMap<>();

  /** The topics of all versions. */
  public BlockTopics(
      GossipChain chain,
      long maxAgeSeconds,
      Secp256k1 curve,
      Signers signers,
      InstantSource clock,
      Listener listener) {
    this.chain = chain;
    this.signers = signers;
    this.clock = clock;
    this.listener = listener;
    for (BlockVersion version : BlockVersion.values()) {
      validators.put(
          version.topic(chain.chainId()), new BlockValidator(version, chain, maxAgeSeconds, curve));
    }
  }

  /** The topics, oldest version first. */
  public List<String> topics() {
    return Arrays.stream(BlockVersion.values())
        .map(version -> version.topic(chain.chainId()))
        .toList();
  }

  @Override
  public Verdict validate(PeerId from, GossipMessage message) {
    BlockValidator validator = validators.get(message.topic());
    if (validator == null) {
      return Verdict.IGNORE;
    }
    BlockCheck check =
        validator.check(message.data().unsafeArray(), signers.signers(), clock.millis() / 1000);
    if (check.byCurrentSigner()) {
      signers.confirmCurrent();
    }
    listener.checked(from, check);
    return check.verdict();
  }

  /** The topic of a block. */
  public String topic(UnsafePayloads.Entry block) {
    return version(block).topic(chain.chainId());
  }

  /** The message of a block without its signature, whose 65 bytes are in front. */
  public byte[] unsigned(UnsafePayloads.Entry block) {
    return PayloadSsz.encode(block, version(block), BlockSignatures.BYTES);
  }

  /** The message as it goes to peers. */
  public static byte[] compress(byte[] signed) {
    return SnappyBlock.encode(signed);
  }

  private BlockVersion version(UnsafePayloads.Entry block) {
    return BlockVersion.at(chain.op(), block.payload().timestampSeconds());
  }
}
