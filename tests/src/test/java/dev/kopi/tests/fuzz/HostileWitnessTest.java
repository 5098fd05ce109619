package dev.kopi.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.apps.cli.evm.stateless.StatelessFixture;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.execution.stateless.DerivedBlocks.Built;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.trie.Preimages;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Stateless execution over invalid witnesses: nodes and code that are cut, changed or made up,
 * under hashes that fit, up to the parent's state root. Each answers by a block, a refusal, or one
 * of two exceptions, and takes no more memory than an honest one by much.
 */
class HostileWitnessTest {
  private static final Crypto CRYPTO = NativeCrypto.create();
  private static final List<String> BLOCKS =
      List.of("26207960", "26207961", "26207963", "26208858");
  private static final int ROUNDS = Integer.getInteger("kopi.fuzz.rounds", 300);

  /** What a made-up node may cost beyond an honest run: garbage code runs to its gas limit. */
  private static final long MEMORY = 1L << 30;

  @TempDir Path directory;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Map<String, Integer> outcomes = new TreeMap<>();

  @Test
  void witnessesWithMalformedNodesAreRefusedOrBuiltUpon() throws IOException {
    Random random = new Random(4);
    List<StatelessFixture> honest = new ArrayList<>();
    List<List<Bytes>> values = new ArrayList<>();
    try (FileSystem zip = FileSystems.newFileSystem(Vectors.path("op-sepolia-blocks.zip"))) {
      for (String number : BLOCKS) {
        honest.add(StatelessFixture.read(zip.getPath("/" + number)));
        values.add(
            Files.readAllLines(zip.getPath("/" + number).resolve("preimages.txt")).stream()
                .map(line -> Bytes.fromHex(line.substring(line.indexOf(' ') + 1)))
                .toList());
      }
    }
    for (int round = 0; round < ROUNDS / 3; round++) {
      int which = random.nextInt(BLOCKS.size());
      Forged forged = forge(random, values.get(which), honest.get(which).parent());
      build(honest.get(which), forged);
    }
    System.out.println("forged witnesses: " + ROUNDS / 3 + ", " + outcomes);
    assertThat(outcomes.keySet()).contains("malformed", "missing");
  }

  /** A witness and the header of the parent that fits it. */
  private record Forged(Preimages witness, Header parent) {}

  /** Changes one value, and whatever names its hash, up to the parent's header. */
  private static Forged forge(Random random, List<Bytes> values, Header parent) {
    Map<Hash, Bytes> byHash = new HashMap<>();
    values.forEach(value -> byHash.put(Keccak256.hash(value), value));
    Bytes victim = values.get(random.nextInt(values.size()));
    Deque<Hash[]> renamed = new ArrayDeque<>();
    Bytes damaged = damage(random, victim);
    byHash.put(Keccak256.hash(damaged), damaged);
    renamed.add(new Hash[] {Keccak256.hash(victim), Keccak256.hash(damaged)});
    Hash root = parent.stateRoot();
    while (!renamed.isEmpty()) {
      Hash[] change = renamed.pop();
      root = root.equals(change[0]) ? change[1] : root;
      for (Map.Entry<Hash, Bytes> entry : List.copyOf(byHash.entrySet())) {
        Bytes renewed = replace(entry.getValue(), change[0], change[1]);
        if (renewed != null) {
          Hash hash = Keccak256.hash(renewed);
          byHash.put(hash, renewed);
          renamed.add(new Hash[] {entry.getKey(), hash});
        }
      }
    }
    Preimages witness = new Preimages();
    byHash.values().forEach(witness::add);
    return new Forged(witness, new HeaderBuilder(parent).stateRoot(root).build());
  }

  private static @Nullable Bytes replace(Bytes value, Hash from, Hash to) {
    String hex = value.toHex();
    String wanted = from.toHex().substring(2);
    return hex.contains(wanted)
        ? Bytes.fromHex(hex.replace(wanted, to.toHex().substring(2)))
        : null;
  }

  private static Bytes damage(Random random, Bytes value) {
    byte[] bytes = value.toArray();
    return switch (random.nextInt(7)) {
      case 0 -> Bytes.copyOf(Arrays.copyOf(bytes, random.nextInt(bytes.length)));
      case 1 -> {
        for (int i = 0; i <= random.nextInt(4); i++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
        yield Bytes.copyOf(bytes);
      }
      case 2 -> { // lengths stand at the beginning
        bytes[random.nextInt(Math.min(6, bytes.length))] = (byte) (0xb7 + random.nextInt(72));
        yield Bytes.copyOf(bytes);
      }
      case 3 -> Bytes.copyOf(Arrays.copyOf(bytes, bytes.length + 1 + random.nextInt(64)));
      case 4 -> {
        byte[] noise = new byte[random.nextInt(600)];
        random.nextBytes(noise);
        yield Bytes.copyOf(noise);
      }
      case 5 -> { // lists within lists
        byte[] deep = new byte[1 + random.nextInt(20_000)];
        Arrays.fill(deep, (byte) (random.nextBoolean() ? 0xc1 : 0xf9));
        yield Bytes.copyOf(deep);
      }
      default -> { // an extension that leads nowhere
        byte[] loop = new byte[36];
        random.nextBytes(loop);
        loop[0] = (byte) 0xe3;
        loop[1] = (byte) 0x82;
        loop[2] = 0;
        loop[3] = (byte) 0xa0;
        yield Bytes.copyOf(loop);
      }
    };
  }

  private void build(StatelessFixture honest, Forged forged) {
    StatelessFixture fixture =
        new StatelessFixture(
            honest.name(),
            honest.spec(),
            forged.parent(),
            honest.attributes(),
            forged.witness(),
            honest.expected());
    long before = threads.getCurrentThreadAllocatedBytes();
    String outcome;
    try {
      outcome =
          switch (fixture.build(CRYPTO)) {
            case Built.Sealed built -> {
              // Another parent, another block: the hash never is the honest one by a lie.
              boolean same = built.block().block().hash().equals(honest.expected());
              assertThat(same).isEqualTo(forged.parent().equals(honest.parent()));
              yield "built";
            }
            case Built.Refused _ -> "refused";
          };
    } catch (DecodeException e) {
      outcome = "malformed";
    } catch (StateUnavailableException e) {
      outcome = "missing";
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MEMORY);
    outcomes.merge(outcome, 1, Integer::sum);
  }

  @Test
  void damagedFixturesAreRefusedOrRead() throws IOException {
    Random random = new Random(5);
    int refused = 0;
    int read = 0;
    byte[] json;
    List<String> lines;
    try (FileSystem zip = FileSystems.newFileSystem(Vectors.path("op-sepolia-blocks.zip"))) {
      json = Files.readAllBytes(zip.getPath("/26207960/fixture.json"));
      lines = Files.readAllLines(zip.getPath("/26207960/preimages.txt")).subList(0, 40);
    }
    byte[] witness = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    for (int round = 0; round < ROUNDS; round++) {
      boolean first = random.nextBoolean();
      Files.write(directory.resolve("fixture.json"), first ? text(random, json) : json);
      Files.write(directory.resolve("preimages.txt"), first ? witness : text(random, witness));
      try {
        StatelessFixture.read(directory);
        read++;
      } catch (DecodeException e) {
        refused++;
      }
    }
    System.out.println("damaged fixtures: " + refused + " refused, " + read + " read");
    assertThat(refused).isGreaterThan(ROUNDS / 3);
  }

  private static byte[] text(Random random, byte[] text) {
    byte[] changed = text.clone();
    switch (random.nextInt(3)) {
      case 0 -> {
        return Arrays.copyOf(changed, random.nextInt(changed.length));
      }
      case 1 -> {
        for (int i = 0; i <= random.nextInt(5); i++) {
          changed[random.nextInt(changed.length)] = (byte) (32 + random.nextInt(96));
        }
      }
      default -> {
        int from = random.nextInt(changed.length);
        int to = from + random.nextInt(changed.length - from);
        byte[] less = Arrays.copyOf(changed, changed.length - (to - from));
        System.arraycopy(changed, to, less, from, changed.length - to);
        return less;
      }
    }
    return changed;
  }
}
