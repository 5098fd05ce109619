package dev.kopi.tests.simulation.gossip;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.core.chain.receipt.Bloom;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.compress.SnappyBlock;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.execution.block.Payloads;
import dev.kopi.core.p2p.block.BlockCheck;
import dev.kopi.core.p2p.block.BlockSignatures;
import dev.kopi.core.p2p.block.BlockSigners;
import dev.kopi.core.p2p.block.BlockValidator;
import dev.kopi.core.p2p.block.BlockVersion;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.p2p.block.PayloadSsz;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.UnsafePayloads;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Blocks of the signer, all of one timestamp, so that none becomes too old. */
final class SignedBlocks {
  private static final Crypto CRYPTO = NativeCrypto.create();
  private static final PrivateKey KEY = PrivateKey.of(UInt256.of(77));
  private static final long TIME = 1_700_000_000;
  private static final GossipChain CHAIN = chain();
  private static final BlockSigners SIGNERS =
      new BlockSigners(CRYPTO.secp256k1().address(KEY), null);

  private SignedBlocks() {}

  private static GossipChain chain() {
    Map<OpFork, Long> times = new EnumMap<>(OpFork.class);
    for (OpFork fork : OpFork.values()) {
      if (OpFork.JOVIAN.atLeast(fork)) {
        times.put(fork, 0L);
      }
    }
    return new GossipChain(UInt256.ONE, 0, TIME, 1, new OpSpec(times, 6, 50, 250));
  }

  static BlockValidator validator() {
    return new BlockValidator(BlockVersion.V4, CHAIN, 60, CRYPTO.secp256k1());
  }

  static BlockCheck check(BlockValidator validator, Bytes message) {
    return validator.check(message.unsafeArray(), SIGNERS, TIME);
  }

  /** A signed message; other variants are other blocks of the same height. */
  static Bytes message(long height, int variant) {
    byte[] transaction = new byte[1_500];
    new Random(height << 32 | variant).nextBytes(transaction);
    transaction[0] = 0x7e;
    Rules rules = new Rules(CHAIN.chainId(), OpFork.JOVIAN.execution(), OpFork.JOVIAN, null);
    Hash hash =
        Payloads.hashOfL2(payload(height, Bytes.wrap(transaction), Hash.ZERO), rules, Hash.ZERO);
    byte[] message =
        PayloadSsz.encode(
            new UnsafePayloads.Entry(payload(height, Bytes.wrap(transaction), hash), Hash.ZERO),
            BlockVersion.V4,
            BlockSignatures.BYTES);
    BlockSignatures.sign(message, CHAIN.chainId(), KEY, CRYPTO.secp256k1());
    return Bytes.wrap(SnappyBlock.encode(message));
  }

  private static ExecutionPayload payload(long height, Bytes transaction, Hash hash) {
    return new ExecutionPayload(
        Hash.ZERO,
        Address.ZERO,
        Hash.ZERO,
        Keccak256.EMPTY_TRIE,
        Bloom.EMPTY,
        Hash.ZERO,
        height,
        30_000_000,
        21_000,
        TIME,
        Bytes.wrap(new byte[17]),
        UInt256.ONE,
        hash,
        List.of(transaction),
        List.of(),
        0L,
        0L,
        Keccak256.EMPTY);
  }
}
