package dev.kopi.apps.bench.p2p;

import dev.kopi.core.chain.receipt.Bloom;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.engineapi.ExecutionPayload;
import dev.kopi.core.engineapi.PayloadEnvelope;
import dev.kopi.core.execution.block.Payloads;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Blocks that gossip takes: right hashes, random transactions that nobody executes. */
public final class BenchBlocks {
  private static final int TRANSACTION_BYTES = 1_000;

  private final GossipChain chain;
  private final Random random = new Random(1);

  /** Blocks of a chain. */
  public BenchBlocks(GossipChain chain) {
    this.chain = chain;
  }

  /** The block of a height, now, with transactions of so many bytes in all. */
  public PayloadEnvelope of(long number, int bytes) {
    List<Bytes> transactions = new ArrayList<>();
    for (int left = bytes; left > 0; left -= TRANSACTION_BYTES) {
      byte[] transaction = new byte[Math.min(left, TRANSACTION_BYTES)];
      random.nextBytes(transaction);
      transaction[0] = 2;
      transactions.add(Bytes.wrap(transaction));
    }
    long now = System.currentTimeMillis() / 1000;
    Rules rules = new Rules(chain.chainId(), OpFork.JOVIAN.execution(), OpFork.JOVIAN, null);
    Hash hash = Payloads.hashOfL2(payload(number, transactions, now, Hash.ZERO), rules, Hash.ZERO);
    return new PayloadEnvelope(
        payload(number, transactions, now, hash), UInt256.ZERO, null, null, Hash.ZERO);
  }

  private static ExecutionPayload payload(
      long number, List<Bytes> transactions, long time, Hash hash) {
    return new ExecutionPayload(
        Hash.ZERO,
        Address.ZERO,
        Hash.ZERO,
        Keccak256.EMPTY_TRIE,
        Bloom.EMPTY,
        Hash.ZERO,
        number,
        30_000_000,
        21_000,
        time,
        Bytes.wrap(new byte[17]),
        UInt256.ONE,
        hash,
        transactions,
        List.of(),
        0L,
        0L,
        Keccak256.EMPTY);
  }
}
