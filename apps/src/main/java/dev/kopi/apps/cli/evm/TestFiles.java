package dev.kopi.apps.cli.evm;

import dev.kopi.apps.cli.CommandFailed;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The JSON files under paths, in order of names: files, folders, and zips, which are read in place
 * and stay open until this is closed.
 */
public final class TestFiles implements Closeable {
  private final List<ZipFile> zips = new ArrayList<>();
  private final List<TestFile> files = new ArrayList<>();

  /** Opens a file. */
  @FunctionalInterface
  private interface Opener {
    InputStream open() throws IOException;
  }

  /** A file, alone or within a zip. */
  public static final class TestFile {
    private final String name;
    private final Opener opener;

    private TestFile(String name, Opener opener) {
      this.name = name;
      this.opener = opener;
    }

    /** Where it lies. */
    public String name() {
      return name;
    }

    /** Its content. */
    public InputStream open() throws IOException {
      return opener.open();
    }
  }

  /**
   * Finds the files.
   *
   * @throws CommandFailed when one of the paths does not exist
   */
  public TestFiles(List<Path> paths) throws IOException {
    try {
      for (Path path : paths) {
        find(path);
      }
    } catch (IOException | CommandFailed e) {
      close();
      throw e;
    }
  }

  private void find(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      try (Stream<Path> found = Files.walk(path)) {
        for (Path file : found.filter(Files::isRegularFile).sorted().toList()) {
          add(file);
        }
      }
    } else if (Files.exists(path)) {
      add(path);
    } else {
      throw new CommandFailed("there is no file or folder " + path);
    }
  }

  private void add(Path file) throws IOException {
    String name = file.toString();
    if (name.endsWith(".zip")) {
      ZipFile zip = new ZipFile(file.toFile());
      zips.add(zip);
      zip.stream()
          .map(ZipEntry::getName)
          .filter(TestFiles::isTest)
          .sorted()
          .forEach(entry ->
              files.add(new TestFile(entry, () -> zip.getInputStream(zip.getEntry(entry)))));
    } else if (isTest(name)) {
      files.add(new TestFile(name, () -> Files.newInputStream(file)));
    }
  }

  /** Whether a file is a test: what fixtures say of themselves lies in folders named .meta. */
  private static boolean isTest(String name) {
    return name.endsWith(".json") && !name.contains(".meta/");
  }

  /** The files. */
  public List<TestFile> files() {
    return List.copyOf(files);
  }

  @Override
  public void close() throws IOException {
    for (ZipFile zip : zips) {
      zip.close();
    }
  }
}
