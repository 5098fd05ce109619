package dev.kopi.core.cannon.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class PagedMemoryTest {
  @Test
  void emptyMemoriesHaveTheKnownRoots() {
    assertThat(new PagedMemory(32).root())
        .isEqualTo(
            Hash.fromHex("838c5655cb21c6cb83313b5a631175dff4963772cce9108188b34ac87c81c41e"));
    assertThat(new PagedMemory(64).root())
        .isEqualTo(
            Hash.fromHex("14af5385bcbb1e4738bbae8106046e6e2fca42875aa5c000c582587742bcc748"));
  }

  @Test
  void keepsItsRootIncrementally() {
    Random random = new Random(11);
    PagedMemory memory = new PagedMemory(64);
    TreeMap<Long, Long> model = new TreeMap<>();
    for (int round = 0; round < 40; round++) {
      for (int i = 0; i < 20; i++) {
        long address = (random.nextInt(4) == 0 ? random.nextLong() : random.nextInt(1 << 15)) & -8L;
        long value = random.nextInt(4) == 0 ? 0 : random.nextLong();
        memory.set64(address, value);
        model.put(address, value);
      }
      if (round % 3 == 0) {
        memory.root();
      }
      PagedMemory fresh = new PagedMemory(64);
      model.forEach(fresh::set64);
      assertThat(memory.root()).isEqualTo(fresh.root());
    }
  }

  @Test
  void proofsLeadToTheRoot() {
    Random random = new Random(7);
    for (int bits : new int[] {32, 64}) {
      PagedMemory memory = new PagedMemory(bits);
      for (int i = 0; i < 200; i++) {
        memory.set64(random.nextInt(1 << 20), random.nextLong());
      }
      for (int i = 0; i < 100; i++) {
        long address = i % 2 == 0 ? random.nextInt(1 << 20) : random.nextLong();
        byte[] proof = memory.proof(address);
        assertThat(proof).hasSize((bits - 4) * 32);
        assertThat(climb(proof, address, bits)).isEqualTo(memory.root());
        assertThat(Bytes.copyOf(proof, 0, 32))
            .isEqualTo(Bytes.wrap(memory.read(address & -32L, 32)));
      }
    }
  }

  private static Hash climb(byte[] proof, long address, int bits) {
    Bytes node = Bytes.copyOf(proof, 0, 32);
    for (int level = 0; level < bits - 5; level++) {
      Bytes sibling = Bytes.copyOf(proof, 32 * (level + 1), 32);
      boolean right = (address >>> (5 + level) & 1) == 1;
      node =
          Keccak256.hash(right ? Bytes.concat(sibling, node) : Bytes.concat(node, sibling))
              .toBytes();
    }
    return Hash.of(node);
  }

  @Test
  void readsAndWritesAcrossPages() {
    PagedMemory memory = new PagedMemory(64);
    byte[] data = new byte[3 * Page.SIZE];
    new Random(3).nextBytes(data);
    memory.write(4095, data, 0, data.length);
    assertThat(memory.read(4095, data.length)).isEqualTo(data);
    assertThat(memory.pageCount()).isEqualTo(4);
    assertThat(memory.get32(4096)).isEqualTo((int) (memory.get64(4096) >>> 32));
    memory.set32(4100, 0x01020304);
    assertThat(memory.get64(4096) & 0xffffffffL).isEqualTo(0x01020304);
  }
}
