package dev.kopi.tests.simulation.random;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.apps.bench.derivation.SampleChain;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.BlockId;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SystemConfig;
import dev.kopi.core.rollup.UnsafePayloads;
import dev.kopi.core.testkit.FakeEngine;
import dev.kopi.core.testkit.FakeL1;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;

/**
 * An L1, a sequencer, two verifiers, a batcher and a proposer under one clock. Whoever is due runs;
 * chance decides among those that are due at the same time.
 */
final class World {
  static final long GENESIS_SECONDS = 1_700_000_000;
  static final Crypto CRYPTO = NativeCrypto.create();
  static final PrivateKey BATCHER = PrivateKey.of(UInt256.of(77));
  static final PrivateKey PROPOSER = PrivateKey.of(UInt256.of(78));
  static final ChainSpec L1_SPEC =
      new ChainSpec(
          UInt256.of(900),
          Map.of(Fork.SHANGHAI, 0L, Fork.CANCUN, 0L, Fork.PRAGUE, 0L),
          UInt256.ZERO,
          null,
          List.of(new ChainSpec.BlobScheduleEntry(0, BlobParams.PRAGUE)),
          null,
          null);
  private static final boolean TRACE = Boolean.getBoolean("kopi.trace");
  private static final long L1_BLOCK_MILLIS = 4000;
  private static final int MOST_RUNS_AT_ONCE = 20_000;

  private final Chaos chaos;
  private final OpFork fork;
  private final RollupConfig config;
  private final Block genesis;
  private final SimulatedL1 l1;
  private final Checker checker;
  private final SimulatedNode sequencer;
  private final List<SimulatedNode> verifiers;
  private final List<Role> roles;
  private final PriorityQueue<Delivery> gossip = new PriorityQueue<>();
  private final int maxPendingTransactions;
  private long now = GENESIS_SECONDS * 1000;
  private long nextSlot = now + L1_BLOCK_MILLIS;
  private long ids;
  private int crashes;
  private int runsAtOnce;

  /** A block on its way to a node. */
  private record Delivery(long atMillis, long id, SimulatedNode to, UnsafePayloads.Entry block)
      implements Comparable<Delivery> {
    @Override
    public int compareTo(Delivery other) {
      int byTime = Long.compare(atMillis, other.atMillis);
      return byTime != 0 ? byTime : Long.compare(id, other.id);
    }
  }

  World(long seed) {
    chaos = new Chaos(seed);
    maxPendingTransactions = 1 + chaos.random().nextInt(4);
    FakeL1 chain = new FakeL1(GENESIS_SECONDS, L1_BLOCK_MILLIS / 1000);
    fork = seed % 2 == 0 ? OpFork.GRANITE : OpFork.HOLOCENE;
    genesis = FakeEngine.genesis(GENESIS_SECONDS, fork);
    config = config(chain);
    l1 = new SimulatedL1(chain, chaos, CRYPTO);
    checker = new Checker(l1);
    sequencer = new SimulatedNode(this, "sequencer", true);
    verifiers =
        List.of(
            new SimulatedNode(this, "verifier 1", false),
            new SimulatedNode(this, "verifier 2", false));
    roles = new ArrayList<>(verifiers);
    roles.add(sequencer);
    roles.add(new SimulatedBatcher(this, sequencer));
    roles.add(new SimulatedProposer(this, verifiers.getFirst()));
    roles.forEach(role -> role.start(now));
  }

  private RollupConfig config(FakeL1 chain) {
    return new RollupConfig(
        UInt256.of(900),
        UInt256.of(901),
        chain.head().id(),
        new BlockId(genesis.hash(), 0),
        GENESIS_SECONDS,
        new SystemConfig(
            CRYPTO.secp256k1().address(BATCHER),
            Hash.ZERO,
            Hash.fromHex("010000000000000000000000000000000000000000000000000c5fc500000558"),
            30_000_000,
            0,
            0,
            0,
            0,
            0,
            0),
        2,
        600,
        40,
        20,
        Address.fromHex("ff00000000000000000000000000000000000901"),
        Address.fromHex("00000000000000000000000000000000000000d0"),
        Address.fromHex("00000000000000000000000000000000000000c0"),
        new OpSpec(SampleChain.forks(fork), 6, 50, 250),
        null,
        null);
  }

  RollupConfig config() {
    return config;
  }

  Block genesis() {
    return genesis;
  }

  SimulatedL1 l1() {
    return l1;
  }

  Chaos chaos() {
    return chaos;
  }

  Checker checker() {
    return checker;
  }

  SimulatedNode sequencer() {
    return sequencer;
  }

  List<SimulatedNode> verifiers() {
    return verifiers;
  }

  int crashes() {
    return crashes;
  }

  long nowMillis() {
    return now;
  }

  long nextId() {
    return ++ids;
  }

  int maxPendingTransactions() {
    return maxPendingTransactions;
  }

  /** Prints what happens, with {@code -Dkopi.trace=true}. */
  void trace(String role, Object event) {
    if (TRACE) {
      System.out.println((now - GENESIS_SECONDS * 1000) + " ms " + role + ": " + event);
    }
  }

  Link link(String role) {
    return new Link(role, chaos, this::nowMillis);
  }

  /** The sequencer published a block: it reaches the verifiers late or never. */
  void gossip(UnsafePayloads.Entry block) {
    for (SimulatedNode to : verifiers) {
      if (!chaos.chance(0.2)) {
        gossip.add(new Delivery(now + chaos.delay(3000), nextId(), to, block));
      }
    }
  }

  /** Lets so many seconds pass. */
  void pass(long seconds) {
    long end = now + seconds * 1000;
    for (long next = nextEvent(); next < end; next = nextEvent()) {
      runsAtOnce = next > now ? 0 : runsAtOnce + 1;
      if (runsAtOnce > MOST_RUNS_AT_ONCE) {
        throw new AssertionError("no rest at " + now + ": " + dueNow());
      }
      now = Math.max(now, next);
      event();
    }
    now = end;
  }

  private long nextEvent() {
    long next = nextSlot;
    for (Role role : roles) {
      next = Math.min(next, role.due());
    }
    Delivery delivery = gossip.peek();
    return delivery == null ? next : Math.min(next, delivery.atMillis());
  }

  private List<Role> dueNow() {
    return roles.stream().filter(role -> role.due() <= now).toList();
  }

  private void event() {
    if (nextSlot <= now) {
      l1.slot();
      trace("l1", "head " + l1.head());
      nextSlot += L1_BLOCK_MILLIS;
      return;
    }
    Delivery delivery = gossip.peek();
    if (delivery != null && delivery.atMillis() <= now) {
      gossip.poll();
      delivery.to().receive(delivery.block());
      return;
    }
    List<Role> due = dueNow();
    Role role = due.get(chaos.random().nextInt(due.size()));
    try {
      role.run(now);
    } catch (Chaos.Crash crash) {
      crashes++;
      trace(role.name, "crashes");
      role.crash(now + chaos.delay(15_000));
    }
  }
}
