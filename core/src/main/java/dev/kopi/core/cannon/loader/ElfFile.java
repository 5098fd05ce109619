package dev.kopi.core.cannon.loader;

import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.DecodeException;
import java.util.ArrayList;
import java.util.List;

/** What a loader needs of an ELF file: big-endian MIPS, 32 or 64 bits. */
final class ElfFile {
  private static final int MIPS = 8;
  private static final int EXECUTABLE = 2;
  private static final int SHT_SYMTAB = 2;
  private static final int MAX_NAME = 256;

  private final byte[] bytes;
  private final boolean wide;
  private final List<Segment> segments = new ArrayList<>();
  private final List<ProgramSymbol> symbols = new ArrayList<>();

  /** A part of the program that is to be in memory. */
  record Segment(int number, int type, long offset, long address, long fileSize, long memorySize) {}

  private ElfFile(byte[] bytes) {
    this.bytes = bytes;
    if (bytes.length < 52
        || bytes[0] != 0x7f
        || bytes[1] != 'E'
        || bytes[2] != 'L'
        || bytes[3] != 'F') {
      throw new DecodeException("not an ELF file");
    }
    if (bytes[4] != 1 && bytes[4] != 2) {
      throw new DecodeException("ELF class " + bytes[4] + " is neither 32 nor 64 bits");
    }
    if (bytes[5] != 2) {
      throw new DecodeException("the ELF file is not big-endian");
    }
    this.wide = bytes[4] == 2;
    if (half(18) != MIPS || half(16) != EXECUTABLE) {
      throw new DecodeException("the ELF file is not an executable for MIPS");
    }
  }

  /**
   * Reads the headers of a file.
   *
   * @throws DecodeException when it is malformed, or not big-endian MIPS
   */
  static ElfFile parse(byte[] bytes) {
    ElfFile file = new ElfFile(bytes);
    file.readSegments();
    file.readSymbols();
    return file;
  }

  boolean is64() {
    return wide;
  }

  byte[] bytes() {
    return bytes;
  }

  long entry() {
    return word(24);
  }

  List<Segment> segments() {
    return segments;
  }

  List<ProgramSymbol> symbols() {
    return symbols;
  }

  private void readSegments() {
    long table = word(wide ? 32 : 28);
    int size = half(wide ? 54 : 42);
    int count = half(wide ? 56 : 44);
    for (int i = 0; i < count; i++) {
      long at = table + (long) i * size;
      Segment segment =
          wide
              ? new Segment(
                  i, (int) number(at, 4), word(at + 8), word(at + 16), word(at + 32), word(at + 40))
              : new Segment(
                  i, (int) number(at, 4), word(at + 4), word(at + 8), word(at + 16), word(at + 20));
      require(segment.offset(), segment.fileSize());
      segments.add(segment);
    }
  }

  private void readSymbols() {
    long table = word(wide ? 40 : 32);
    int size = half(wide ? 58 : 46);
    int count = half(wide ? 60 : 48);
    long total = 0;
    for (int i = 0; i < count; i++) {
      long at = table + (long) i * size;
      if ((int) number(at + 4, 4) != SHT_SYMTAB) {
        continue;
      }
      long offset = word(at + (wide ? 24 : 16));
      long length = word(at + (wide ? 32 : 20));
      long names = word(table + number(at + (wide ? 40 : 24), 4) * size + (wide ? 24 : 16));
      require(offset, length);
      total += length;
      if (total > bytes.length) {
        throw new DecodeException("the ELF file's tables of symbols overlap");
      }
      int entry = wide ? 24 : 16;
      for (long symbol = offset; symbol + entry <= offset + length; symbol += entry) {
        String name = name(names + number(symbol, 4));
        if (symbol > offset) { // The first one is undefined.
          symbols.add(
              new ProgramSymbol(
                  name, word(symbol + (wide ? 8 : 4)), word(symbol + (wide ? 16 : 8))));
        }
      }
    }
  }

  private String name(long at) {
    StringBuilder name = new StringBuilder();
    for (long i = at; name.length() < MAX_NAME; i++) {
      int c = (int) number(i, 1);
      if (c == 0) {
        break;
      }
      name.append((char) c);
    }
    return name.toString();
  }

  private int half(int at) {
    return (int) number(at, 2);
  }

  private long word(long at) {
    return wide ? number(at, 8) : number(at, 4);
  }

  private long number(long at, int size) {
    require(at, size);
    if (size == 8) {
      return BigEndian.getLong(bytes, (int) at);
    }
    long value = 0;
    for (int i = 0; i < size; i++) {
      value = value << 8 | bytes[(int) at + i] & 0xff;
    }
    return value;
  }

  private void require(long offset, long size) {
    if (offset < 0 || size < 0 || offset > bytes.length || size > bytes.length - offset) {
      throw new DecodeException("the ELF file is cut off");
    }
  }
}
