package dev.kopi.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.kopi.adapters.cannon.StateFile;
import dev.kopi.adapters.cannon.SymbolTable;
import dev.kopi.core.cannon.loader.ProgramLoader;
import dev.kopi.core.cannon.machine.Host;
import dev.kopi.core.cannon.machine.Machine;
import dev.kopi.core.cannon.machine.MachineException;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.version.StateVersion;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * Programs and state files of the fault-proof VM that are cut or changed: they are refused by the
 * declared exceptions, or run until the machine refuses a step.
 */
@Timeout(value = 60, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class CannonFilesFuzzTest {
  private static final int ROUNDS = Integer.getInteger("kopi.fuzz.rounds", 200);
  private static final int STEPS = 60;
  private static final int CODE = 0x1_0000;

  /** Beyond what a loaded program fills at most, and a hint that a state file announces. */
  private static final long MOST_BYTES = 512L << 20;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final SplittableRandom random = new SplittableRandom(7);
  private int accepted;
  private int refused;

  @TempDir private Path folder;

  private static final class NoPreimageException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private static final Host SILENT =
      new Host() {
        @Override
        public Bytes preimage(Hash key) {
          throw new NoPreimageException();
        }

        @Override
        public void hint(Bytes hint) {}

        @Override
        public void write(int fd, Bytes data) {}
      };

  @Test
  void damagedProgramsAreLoadedOrRefused() throws Exception {
    for (boolean wide : new boolean[] {false, true}) {
      StateVersion version =
          wide ? StateVersion.MULTI_THREADED_64_V5 : StateVersion.SINGLE_THREADED_2;
      byte[] elf = elf(wide);
      assertThat(ProgramLoader.load(version, elf).step()).isZero();
      assertThat(ProgramLoader.symbols(elf)).hasSize(2);
      for (int i = 0; i < ROUNDS; i++) {
        byte[] damaged = damage(elf);
        bounded(() -> run(ProgramLoader.load(version, damaged)));
        bounded(() -> ProgramLoader.symbols(damaged));
      }
    }
    assertThat(accepted).isGreaterThan(ROUNDS / 4);
    assertThat(refused).isGreaterThan(ROUNDS / 4);
  }

  @Test
  void damagedStatesAreReadOrRefused() throws Exception {
    for (String name : List.of("a.bin", "b.bin", "c.bin.gz", "d.bin.gz", "e.json", "f.json.gz")) {
      boolean wide = name.startsWith("a") || name.startsWith("c");
      Path file = folder.resolve(name);
      MachineState state =
          ProgramLoader.load(
              wide ? StateVersion.MULTI_THREADED_64_V5 : StateVersion.SINGLE_THREADED, elf(wide));
      new Machine(state, SILENT).run(5);
      StateFile.write(state, file);
      byte[] whole = Files.readAllBytes(file);
      assertThat(StateFile.read(file).step()).isEqualTo(5);
      for (int i = 0; i < ROUNDS / 3; i++) {
        Files.write(file, damage(whole));
        bounded(() -> run(StateFile.read(file)));
      }
    }
    assertThat(accepted).isGreaterThan(ROUNDS / 4);
    assertThat(refused).isGreaterThan(ROUNDS / 4);
  }

  @Test
  void refusesASegmentWhoseSizeIsNegative() {
    byte[] elf = elf(true);
    elf[64 + 40] = (byte) 0x80;
    assertThatThrownBy(() -> ProgramLoader.load(StateVersion.MULTI_THREADED_64_V5, elf))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("outside of memory");
  }

  @Test
  void refusesTablesOfSymbolsThatOverlap() {
    byte[] elf = Arrays.copyOf(elf(false), 1 << 20);
    int symbols = BigEndian.getInt(elf, 32) + 40;
    // 65,535 sections that are all the same table of 60,000 symbols.
    BigEndian.putInt(elf, 32, symbols);
    elf[46] = 0;
    elf[47] = 0;
    elf[48] = (byte) 0xff;
    elf[49] = (byte) 0xff;
    BigEndian.putInt(elf, symbols + 20, 960_000);
    BigEndian.putInt(elf, symbols + 16, 8192);
    BigEndian.putInt(elf, symbols + 24, 0);
    assertThatThrownBy(() -> ProgramLoader.symbols(elf))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("overlap");
  }

  @Test
  void readsOnlyAsMuchMemoryAsAJsonStateHas() throws Exception {
    Path file = folder.resolve("state.json");
    String pages = "0,".repeat(600_000);
    Files.writeString(file, "{\"memory\":[" + pages + "0]}");
    bounded(() -> StateFile.read(file));
    Files.writeString(file, "{\"memory\":[" + "0,".repeat(400_000) + "0]}");
    bounded(() -> StateFile.read(file));
    assertThat(refused).isEqualTo(2);
  }

  @Test
  void aStateWithAnyCountersDoesNotRunForever() throws Exception {
    Path file = folder.resolve("state.bin");
    for (boolean wide : new boolean[] {false, true}) {
      MachineState state =
          ProgramLoader.load(
              wide ? StateVersion.MULTI_THREADED_64_V5 : StateVersion.SINGLE_THREADED, elf(wide));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      StateFile.write(state, out);
      byte[] bytes = out.toByteArray();
      // From the end: the hint, threads and registers, then step and, in 64 bits, since the switch.
      int step = wide ? bytes.length - 4 - 8 - 298 - 8 - 8 - 1 - 16 : bytes.length - 4 - 128 - 8;
      for (int field = step; field < step + (wide ? 16 : 8); field += 8) {
        byte[] damaged = bytes.clone();
        BigEndian.putLong(damaged, field, Long.MIN_VALUE);
        Files.write(file, damaged);
        bounded(() -> run(StateFile.read(file)));
      }
    }
    assertThat(accepted + refused).isEqualTo(3);
  }

  @Test
  void damagedTablesOfSymbolsAreReadOrRefused() throws Exception {
    Path file = folder.resolve("meta.json");
    byte[] whole =
        SymbolTable.encode(ProgramLoader.symbols(elf(false)))
            .toString()
            .getBytes(StandardCharsets.UTF_8);
    for (int i = 0; i < ROUNDS; i++) {
      Files.write(file, damage(whole));
      bounded(() -> SymbolTable.read(file));
    }
    Files.writeString(file, "{\"symbols\":[{\"name\":\"a\",\"start\":\"1\",\"size\":2}]}");
    assertThatThrownBy(() -> SymbolTable.read(file)).isInstanceOf(DecodeException.class);
    assertThat(refused).isGreaterThan(ROUNDS / 4);
  }

  /** Accepts or refuses, and takes no more memory than it may. */
  private void bounded(Callable<?> reader) throws Exception {
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      reader.call();
      accepted++;
    } catch (DecodeException | IOException e) {
      assertThat(e.getMessage()).isNotBlank();
      refused++;
    }
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(MOST_BYTES);
  }

  /** A few steps; the machine may refuse one. */
  private static long run(MachineState state) {
    try {
      new Machine(state, SILENT).run(state.step() + STEPS);
      new Machine(state, SILENT).prove();
    } catch (MachineException | NoPreimageException refused) {
      return state.step();
    }
    return state.step();
  }

  private byte[] damage(byte[] whole) {
    byte[] damaged = whole.clone();
    if (random.nextInt(5) == 0) {
      return Arrays.copyOf(damaged, random.nextInt(damaged.length));
    }
    for (int k = random.nextInt(4); k >= 0; k--) {
      // The headers are where it matters.
      int at = random.nextInt(random.nextBoolean() ? Math.min(160, whole.length) : whole.length);
      damaged[at] =
          switch (random.nextInt(4)) {
            case 0 -> (byte) 0xff;
            case 1 -> (byte) 0x80;
            case 2 -> (byte) (damaged[at] ^ 1 << random.nextInt(8));
            default -> (byte) random.nextInt();
          };
    }
    return damaged;
  }

  /** A program of all kinds of instructions, with two symbols, one of which 32 bits patch. */
  private static byte[] elf(boolean wide) {
    int[] code = {
      0x3c01_0020, 0x2402_0fa3, 0x2404_0005, 0x0022_1821, 0xac22_0000, 0x8c23_0004, 0xc024_0000,
      0xe024_0000, 0x0062_0018, 0x1460_0002, 0x0000_2812, 0x0000_000c, 0x2402_1096, 0x0000_000c
    };
    byte[] names = "\0runtime.check\0main\0".getBytes(StandardCharsets.US_ASCII);
    int word = wide ? 8 : 4;
    int header = wide ? 64 : 52;
    int segment = wide ? 56 : 32;
    int section = wide ? 64 : 40;
    int symbol = wide ? 24 : 16;
    int text = header + segment;
    int strings = text + 4 * code.length;
    int symbols = strings + 24;
    int sections = symbols + 3 * symbol;
    byte[] elf = new byte[sections + 3 * section];
    System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', (byte) (wide ? 2 : 1), 2}, 0, elf, 0, 6);
    elf[17] = 2;
    elf[19] = 8;
    put(elf, 24, word, CODE);
    put(elf, wide ? 32 : 28, word, header);
    put(elf, wide ? 40 : 32, word, sections);
    put(elf, wide ? 54 : 42, 2, segment);
    put(elf, wide ? 56 : 44, 2, 1);
    put(elf, wide ? 58 : 46, 2, section);
    put(elf, wide ? 60 : 48, 2, 3);
    put(elf, header, 4, 1);
    put(elf, header + (wide ? 8 : 4), word, text);
    put(elf, header + (wide ? 16 : 8), word, CODE);
    put(elf, header + (wide ? 32 : 16), word, 4L * code.length);
    put(elf, header + (wide ? 40 : 20), word, 4L * code.length);
    for (int i = 0; i < code.length; i++) {
      put(elf, text + 4 * i, 4, code[i]);
    }
    System.arraycopy(names, 0, elf, strings, names.length);
    put(elf, symbols + symbol, 4, 1);
    put(elf, symbols + symbol + (wide ? 8 : 4), word, CODE + 0x1000);
    put(elf, symbols + 2 * symbol, 4, 15);
    put(elf, symbols + 2 * symbol + (wide ? 8 : 4), word, CODE);
    int table = sections + section;
    put(elf, table + 4, 4, 2);
    put(elf, table + (wide ? 24 : 16), word, symbols);
    put(elf, table + (wide ? 32 : 20), word, 3L * symbol);
    put(elf, table + (wide ? 40 : 24), 4, 2);
    put(elf, sections + 2 * section + (wide ? 24 : 16), word, strings);
    return elf;
  }

  private static void put(byte[] out, int at, int size, long value) {
    for (int i = 0; i < size; i++) {
      out[at + i] = (byte) (value >>> 8 * (size - 1 - i));
    }
  }
}
