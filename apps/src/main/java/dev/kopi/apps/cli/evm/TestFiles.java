package dev.kopi.apps.cli.evm;

import dev.kopi.apps.cli.CommandFailed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** The JSON files under paths: files, folders, and zips, which are read in place. */
public final class TestFiles {
  private TestFiles() {}

  /** Takes one file. */
  @FunctionalInterface
  public interface Visitor {
    /** Takes the content of a file; the name says where it lies. */
    void visit(String name, byte[] content) throws IOException;
  }

  /** Takes one file, however large. */
  @FunctionalInterface
  public interface StreamVisitor {
    /** Takes the content of a file; the name says where it lies. */
    void visit(String name, InputStream content) throws IOException;
  }

  /** Visits every JSON file, folders and zips in order of names. */
  public static void visit(List<Path> paths, Visitor visitor) throws IOException {
    visitStreams(paths, (name, content) -> visitor.visit(name, content.readAllBytes()));
  }

  /** As {@link #visit}, for files that are read piece by piece. */
  public static void visitStreams(List<Path> paths, StreamVisitor visitor) throws IOException {
    for (Path path : paths) {
      if (Files.isDirectory(path)) {
        try (Stream<Path> found = Files.walk(path)) {
          List<Path> files = found.filter(Files::isRegularFile).sorted().toList();
          for (Path file : files) {
            visitFile(file, visitor);
          }
        }
      } else if (Files.exists(path)) {
        visitFile(path, visitor);
      } else {
        throw new CommandFailed("there is no file or folder " + path);
      }
    }
  }

  private static void visitFile(Path file, StreamVisitor visitor) throws IOException {
    String name = file.toString();
    if (name.endsWith(".zip")) {
      try (ZipFile zip = new ZipFile(file.toFile())) {
        visitZipStreams(zip, visitor);
      }
    } else if (isTest(name)) {
      try (InputStream in = Files.newInputStream(file)) {
        visitor.visit(name, in);
      }
    }
  }

  /** Visits every JSON file of a zip, in order of names. */
  public static void visitZip(ZipFile zip, Visitor visitor) throws IOException {
    visitZipStreams(zip, (name, content) -> visitor.visit(name, content.readAllBytes()));
  }

  private static void visitZipStreams(ZipFile zip, StreamVisitor visitor) throws IOException {
    List<? extends ZipEntry> entries =
        zip.stream()
            .filter(entry -> isTest(entry.getName()))
            .sorted(Comparator.comparing(ZipEntry::getName))
            .toList();
    for (ZipEntry entry : entries) {
      try (InputStream in = zip.getInputStream(entry)) {
        visitor.visit(entry.getName(), in);
      }
    }
  }

  /** Whether a file is a test: what fixtures say of themselves lies in folders named .meta. */
  private static boolean isTest(String name) {
    return name.endsWith(".json") && !name.contains("/.meta/");
  }
}
