package dev.kopi.core.cannon.loader;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.cannon.machine.Host;
import dev.kopi.core.cannon.machine.Machine;
import dev.kopi.core.cannon.machine.MachineException;
import dev.kopi.core.cannon.version.StateVersion;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BadProgramsTest {
  /** An executable with one segment of some bytes. */
  private static byte[] elf32(int address, int memorySize) {
    byte[] elf = new byte[52 + 32 + 8];
    elf[0] = 0x7f;
    elf[1] = 'E';
    elf[2] = 'L';
    elf[3] = 'F';
    elf[4] = 1;
    elf[5] = 2;
    elf[17] = 2;
    elf[19] = 8;
    BigEndian.putInt(elf, 24, address);
    BigEndian.putInt(elf, 28, 52);
    elf[43] = 32;
    elf[45] = 1;
    BigEndian.putInt(elf, 52, 1);
    BigEndian.putInt(elf, 56, 84);
    BigEndian.putInt(elf, 60, address);
    BigEndian.putInt(elf, 68, 8);
    BigEndian.putInt(elf, 72, memorySize);
    return elf;
  }

  private static void refuses(byte[] elf, String why) {
    assertThatThrownBy(() -> ProgramLoader.load(StateVersion.SINGLE_THREADED, elf))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining(why);
  }

  @Test
  void namesWhatIsWrongWithAFile() {
    refuses(new byte[0], "not an ELF file");
    byte[] little = elf32(0x1000, 8);
    little[5] = 1;
    refuses(little, "not big-endian");
    byte[] wrongMachine = elf32(0x1000, 8);
    wrongMachine[19] = 62;
    refuses(wrongMachine, "not an executable for MIPS");
    assertThatThrownBy(
            () -> ProgramLoader.load(StateVersion.MULTI_THREADED_64_V5, elf32(0x1000, 8)))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("32 bits");
  }

  @Test
  void refusesSegmentsOutsideOfMemory() {
    refuses(elf32(0x1000, 4), "size in file 8, in memory 4");
    refuses(elf32(0x0500_0000, 8), "overlaps the heap");
    refuses(elf32(0xffff_fff0, 0x100), "outside of memory");
    refuses(elf32(0x1000, 0x0500_0000), "overlaps the heap");
  }

  @Test
  void survivesDamagedFiles() {
    Random random = new Random(5);
    for (int i = 0; i < 500; i++) {
      byte[] elf = elf32(0x1000, 64);
      for (int k = random.nextInt(4); k >= 0; k--) {
        elf[random.nextInt(elf.length)] = (byte) random.nextInt();
      }
      try {
        ProgramLoader.load(StateVersion.SINGLE_THREADED, elf);
      } catch (DecodeException expected) {
        // Refused, with a reason.
      }
    }
  }

  @Test
  void namesVersionsThatItDoesNotRun() {
    assertThatThrownBy(() -> StateVersion.of(5)).hasMessageContaining("multithreaded-2");
    assertThatThrownBy(() -> StateVersion.of(9)).hasMessageContaining("unknown state version 9");
  }

  /** The length in front of the hint is never reached; what is kept of it has a bound. */
  @Test
  void refusesAHintThatDoesNotEnd() {
    int[] code = {
      0x2402_0fa4, // li v0, write
      0x2404_0004, // li a0, 4
      0x2405_1000, // li a1, 0x1000
      0x3c06_0100, // lui a2, 0x100
      0x0000_000c, // syscall
      0x1000_fffa, // b 0x1000
      0
    };
    byte[] elf = Arrays.copyOf(elf32(0x1000, 4 * code.length), 84 + 4 * code.length);
    BigEndian.putInt(elf, 68, 4 * code.length);
    for (int i = 0; i < code.length; i++) {
      BigEndian.putInt(elf, 84 + 4 * i, code[i]);
    }
    Machine machine =
        new Machine(ProgramLoader.load(StateVersion.SINGLE_THREADED, elf), new Silent());
    assertThatThrownBy(() -> machine.run(1_000))
        .isInstanceOf(MachineException.class)
        .hasMessageContaining("step 32")
        .hasMessageContaining("0x1010");
  }

  private static final class Silent implements Host {
    @Override
    public Bytes preimage(Hash key) {
      throw new AssertionError("no pre-image is asked for");
    }

    @Override
    public void hint(Bytes hint) {
      throw new AssertionError("no hint is complete");
    }

    @Override
    public void write(int fd, Bytes data) {}
  }
}
