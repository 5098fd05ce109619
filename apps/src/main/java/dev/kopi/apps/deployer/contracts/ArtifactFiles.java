package dev.kopi.apps.deployer.contracts;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/**
 * The files {@code NAME.sol/NAME.json} of a forge-artifacts folder, out of the folder itself, a zip
 * or a gzipped tar.
 */
final class ArtifactFiles {
  /** The largest file, the most that an archive unpacks to, and its most entries. */
  private static final int MAX_FILE = 32 << 20;

  private static final long MAX_UNPACKED = 2L << 30;
  private static final int MAX_ENTRIES = 100_000;

  private static final int BLOCK = 512;
  private static final int TAR_NAME = 100;
  private static final int TAR_SIZE = 124;
  private static final int TAR_SIZE_LENGTH = 12;
  private static final int TAR_TYPE = 156;
  private static final int TAR_PREFIX = 345;
  private static final int TAR_PREFIX_LENGTH = 155;

  private final Set<String> wanted;
  private final Map<String, byte[]> found = new TreeMap<>();
  private long unpacked;
  private int entries;

  private ArtifactFiles(Set<String> wanted) {
    this.wanted = wanted;
  }

  /**
   * The artifacts with these names.
   *
   * @return by name; those that are not there are left out
   */
  static Map<String, byte[]> ofFolder(Path folder, Set<String> wanted) throws IOException {
    Path inner = folder.resolve("forge-artifacts");
    Path root = Files.isDirectory(inner) ? inner : folder;
    Map<String, byte[]> found = new TreeMap<>();
    for (String name : wanted) {
      Path file = root.resolve(name + ".sol").resolve(name + ".json");
      if (Files.isRegularFile(file)) {
        if (Files.size(file) > MAX_FILE) {
          throw new IOException(file + " is larger than " + MAX_FILE + " bytes");
        }
        found.put(name, Files.readAllBytes(file));
      }
    }
    return found;
  }

  /**
   * The artifacts with these names.
   *
   * @return by name; those that are not there are left out
   * @throws IOException when the archive is damaged, or larger than any release
   */
  static Map<String, byte[]> ofArchive(byte[] archive, Set<String> wanted) throws IOException {
    ArtifactFiles files = new ArtifactFiles(wanted);
    if (archive.length > 3 && archive[0] == 'P' && archive[1] == 'K') {
      files.readZip(new ByteArrayInputStream(archive));
    } else if (archive.length > 2 && archive[0] == 0x1f && archive[1] == (byte) 0x8b) {
      files.readTar(
          new BufferedInputStream(
              new GZIPInputStream(new ByteArrayInputStream(archive), 1 << 16), 1 << 16));
    } else {
      throw new IOException("neither a zip nor a gzipped tar");
    }
    return files.found;
  }

  private void readZip(InputStream archive) throws IOException {
    try (ZipInputStream in = new ZipInputStream(archive)) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        read(entry.getName(), in, Long.MAX_VALUE);
      }
    }
  }

  private void readTar(InputStream in) throws IOException {
    for (byte[] header = in.readNBytes(BLOCK);
        header.length == BLOCK && header[0] != 0;
        header = in.readNBytes(BLOCK)) {
      long size = octal(header);
      String prefix = text(header, TAR_PREFIX, TAR_PREFIX_LENGTH);
      String name = text(header, 0, TAR_NAME);
      boolean file = header[TAR_TYPE] == '0' || header[TAR_TYPE] == 0;
      long read = read(file ? (prefix.isEmpty() ? name : prefix + "/" + name) : "", in, size);
      in.skipNBytes(size - read + (BLOCK - size % BLOCK) % BLOCK);
    }
  }

  /** Reads an entry when it is wanted, and counts it. */
  private long read(String path, InputStream in, long size) throws IOException {
    if (++entries > MAX_ENTRIES) {
      throw new IOException("more than " + MAX_ENTRIES + " entries");
    }
    String name = artifact(path);
    int limit = (int) Math.min(MAX_FILE, size);
    byte[] bytes = new byte[0];
    if (wanted.contains(name)) {
      bytes = in.readNBytes(limit);
      if (size == Long.MAX_VALUE ? in.read() >= 0 : size > MAX_FILE) {
        throw new IOException(path + " is larger than " + MAX_FILE + " bytes");
      }
      found.put(name, bytes);
    }
    unpacked += size == Long.MAX_VALUE ? bytes.length : size;
    if (unpacked > MAX_UNPACKED) {
      throw new IOException("it unpacks to more than " + MAX_UNPACKED + " bytes");
    }
    return bytes.length;
  }

  /** The name of an artifact: {@code Proxy} of {@code forge-artifacts/Proxy.sol/Proxy.json}. */
  private static String artifact(String path) {
    String[] parts = path.split("/", -1);
    if (parts.length < 2 || !parts[parts.length - 1].endsWith(".json")) {
      return "";
    }
    String file = parts[parts.length - 1];
    String name = file.substring(0, file.length() - ".json".length());
    return parts[parts.length - 2].equals(name + ".sol") ? name : "";
  }

  private static String text(byte[] header, int at, int length) {
    int end = at;
    while (end < at + length && header[end] != 0) {
      end++;
    }
    return new String(header, at, end - at, StandardCharsets.UTF_8);
  }

  private static long octal(byte[] header) throws IOException {
    String digits = text(header, TAR_SIZE, TAR_SIZE_LENGTH).strip();
    try {
      long size = digits.isEmpty() ? 0 : Long.parseLong(digits, 8);
      if (size >= 0 && size <= MAX_UNPACKED) {
        return size;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IOException("the archive is damaged: an entry of " + digits + " bytes (octal)");
  }
}
