package dev.kopi.apps.program;

import dev.kopi.adapters.cannon.WholeFile;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/** Builds a release of the program out of a commit, and renews the one that comes with Kopi. */
public final class ProgramRelease {
  private static final List<String> SOURCES = List.of("core", "adapters", "apps", "program");

  /** Where the release lies in the repository, as a resource of {@link ReleasedProgram}. */
  private static final String RESOURCES = "apps/src/main/resources/dev/kopi/apps/program";

  private ProgramRelease() {}

  /**
   * The commit that a name stands for.
   *
   * @param repository a folder with its git history
   * @param name such as HEAD
   * @throws ProgramBuildException when there is no history, or no such commit in it
   */
  public static String commit(Path repository, String name) throws IOException {
    return Tool.run(
        repository,
        Map.of(),
        List.of("git", "rev-parse", "--verify", "--quiet", name + "^{commit}"));
  }

  /**
   * Builds the program out of a commit, by the build that the commit has.
   *
   * @param repository a folder with its git history
   * @param cache where compilers are unpacked, once
   * @param work a folder for sources and what is made of them; it is emptied before
   * @param progress is told each step
   * @return the executables
   * @throws ProgramBuildException when there is no such commit, or the build fails
   */
  public static Map<ProgramFace, byte[]> build(
      Path repository, String commit, Path cache, Path work, Consumer<String> progress)
      throws IOException {
    ProgramBuild.deleteAll(work);
    Files.createDirectories(work);
    progress.accept("taking the sources of " + commit);
    Path archive = work.resolve("sources.zip").toAbsolutePath();
    Tool.run(
        repository,
        Map.of(),
        Stream.concat(
                Stream.of("git", "archive", "--format=zip", "--output=" + archive, commit),
                SOURCES.stream())
            .toList());
    Path sources = work.resolve("sources").toAbsolutePath();
    unzip(archive, sources);
    progress.accept("compiling the build of that commit");
    String libraries =
        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Path classes = work.resolve("classes").toAbsolutePath();
    String roots =
        Stream.of("core", "adapters", "apps")
            .map(module -> sources.resolve(module + "/src/main/java").toString())
            .collect(Collectors.joining(File.pathSeparator));
    Path java = Path.of(System.getProperty("java.home"), "bin");
    Tool.run(
        work,
        Map.of(),
        List.of(
            java.resolve("javac").toString(),
            "-nowarn",
            "-proc:none",
            "-encoding",
            "UTF-8",
            // The commit's own classes, not those of the running program.
            "-Xprefer:source",
            "-d",
            classes.toString(),
            "-sourcepath",
            roots,
            "-cp",
            libraries,
            sources
                .resolve("apps/src/main/java/dev/kopi/apps/program/ReleaseBuild.java")
                .toString()));
    progress.accept("building the program");
    Path output = work.resolve("output").toAbsolutePath();
    Tool.run(
        work,
        Map.of(),
        List.of(
            java.resolve("java").toString(),
            "-cp",
            String.join(
                File.pathSeparator,
                classes.toString(),
                sources.resolve("adapters/src/main/resources").toString(),
                libraries),
            ReleaseBuild.class.getName(),
            sources.toString(),
            cache.toAbsolutePath().toString(),
            output.toString()));
    Map<ProgramFace, byte[]> elfs = new EnumMap<>(ProgramFace.class);
    for (ProgramFace face : ProgramFace.values()) {
      elfs.put(face, Files.readAllBytes(output.resolve(face.elfName())));
    }
    return elfs;
  }

  /**
   * Writes a release into the sources of Kopi.
   *
   * @param repository receives it
   * @param commit the commit that the executables were built from
   */
  public static void write(Path repository, String commit, Map<ProgramFace, byte[]> elfs)
      throws IOException {
    Path folder = Files.createDirectories(repository.resolve(RESOURCES));
    for (Map.Entry<ProgramFace, byte[]> elf : elfs.entrySet()) {
      WholeFile.write(
          folder.resolve(elf.getKey().elfName() + ".gz"), out -> out.write(elf.getValue()));
    }
    ReleaseInfo info = ReleaseInfo.of(commit, System.getProperty("java.version"), elfs);
    WholeFile.write(folder.resolve(ReleasedProgram.INFO), out -> out.write(info.write()));
  }

  private static void unzip(Path archive, Path folder) throws IOException {
    try (ZipFile zip = new ZipFile(archive.toFile())) {
      Enumeration<? extends ZipEntry> entries = zip.entries();
      while (entries.hasMoreElements()) {
        ZipEntry entry = entries.nextElement();
        Path file = folder.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
          Files.createDirectories(file);
        } else {
          Files.createDirectories(file.getParent());
          try (InputStream in = zip.getInputStream(entry)) {
            Files.copy(in, file);
          }
        }
      }
    }
  }
}
