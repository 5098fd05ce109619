package dev.kopi.apps.program;

import dev.kopi.adapters.cannon.StateFile;
import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.core.cannon.loader.ProgramLoader;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.machine.Witness;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.proof.UpgradeList;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Builds the fault-proof program out of Kopi's sources: Java classes of core, with twins in place
 * of {@code core.platform}, become C and then executables for both machines, and the states before
 * their first steps. The same sources, JDK and compilers give the same bytes in any folder.
 */
public final class ProgramBuild {
  private static final String MAIN_CLASS = "dev.kopi.program.Program";

  private static final List<String> OPTIONS =
      List.of(
          "-O3",
          "-msoft-float",
          "-mno-abicalls",
          "-fno-pic",
          "-G0",
          "-mno-check-zero-division",
          // Java's arithmetic wraps, and its references are of any type.
          "-fwrapv",
          "-fno-strict-aliasing",
          "-ffreestanding",
          "-nostdlibinc",
          "-ffunction-sections",
          "-fdata-sections",
          "-fno-ident",
          "-w",
          // Fills delay slots: a twentieth of all steps.
          "-mllvm",
          "-disable-mips-df-forward-search=false",
          "-mllvm",
          "-disable-mips-df-succbb-search=false",
          "-Iruntime",
          "-Iruntime/include");

  private final Path sources;
  private final Path folder;
  private final Consumer<String> progress;

  private ProgramBuild(Path sources, Path folder, Consumer<String> progress) {
    this.sources = sources.toAbsolutePath();
    this.folder = folder.toAbsolutePath();
    this.progress = progress;
  }

  /**
   * Builds the program.
   *
   * @param sources the repository
   * @param upgrades the network upgrades that the program brings along
   * @param cache where compilers are unpacked, once
   * @param output receives executables and prestates, and a sub-folder with what is between
   * @param progress is told each step
   * @return the prestates' hashes
   * @throws ProgramBuildException when a compiler is missing or fails
   */
  public static Map<ProgramFace, Hash> build(
      Path sources,
      UpgradeTransactions upgrades,
      Path cache,
      Path output,
      Consumer<String> progress)
      throws IOException {
    Files.createDirectories(output);
    ProgramBuild build = new ProgramBuild(sources, output.resolve("build"), progress);
    progress.accept("resolving compilers");
    Toolchain tools = Toolchain.resolve(build.sources, cache.toAbsolutePath());
    deleteAll(build.folder);
    Files.createDirectories(build.folder);
    build.translate(tools);
    build.copyRuntime(upgrades);
    Map<ProgramFace, Hash> hashes = new EnumMap<>(ProgramFace.class);
    for (ProgramFace face : ProgramFace.values()) {
      progress.accept("compiling for " + face.bits() + " bits");
      build.compile(tools, face);
      Path elf = output.resolve(face.elfName());
      Files.move(build.folder.resolve(face.elfName()), elf, StandardCopyOption.REPLACE_EXISTING);
      MachineState state = ProgramLoader.load(face.version(), Files.readAllBytes(elf));
      StateFile.write(state, output.resolve(face.prestateName()));
      hashes.put(face, Witness.hash(state));
    }
    return hashes;
  }

  /**
   * The jars of the translator, its class library among them.
   *
   * @param sources the repository
   * @param cache where compilers are unpacked, once
   * @throws ProgramBuildException when Maven cannot resolve them
   */
  public static List<Path> translatorJars(Path sources, Path cache) throws IOException {
    return Toolchain.resolve(sources.toAbsolutePath(), cache.toAbsolutePath()).jars();
  }

  private void translate(Toolchain tools) throws IOException {
    progress.accept("compiling core");
    String jars =
        tools.jars().stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
    Path classes = folder.resolve("classes");
    Path list = folder.resolve("sources.txt");
    Files.write(list, javaFiles());
    Path java = Path.of(System.getProperty("java.home"), "bin");
    Tool.run(
        folder,
        Map.of(),
        List.of(
            java.resolve("javac").toString(),
            "--release",
            "25",
            "-nowarn",
            "-proc:none",
            "-encoding",
            "UTF-8",
            "-d",
            classes.toString(),
            "-cp",
            jars,
            "@" + list));
    progress.accept("translating to C");
    Tool.run(
        folder,
        Map.of(),
        List.of(
            java.resolve("java").toString(),
            "-Xmx1g",
            "-cp",
            jars,
            sources.resolve("program/toolchain/Translate.java").toString(),
            MAIN_CLASS,
            folder.resolve("c").toString(),
            classes + File.pathSeparator + jars));
    GeneratedCode.patch(folder.resolve("c"), MAIN_CLASS);
  }

  /** The program's, its twins, and core's where there is no twin. */
  private List<String> javaFiles() throws IOException {
    Set<Path> names = new HashSet<>();
    List<String> files = new ArrayList<>();
    for (String root :
        List.of("program/src/twins/java", "program/src/main/java", "core/src/main/java")) {
      Path start = sources.resolve(root);
      try (Stream<Path> found = Files.walk(start)) {
        for (Path file : found.sorted().toList()) {
          String name = String.valueOf(file.getFileName());
          if (name.endsWith(".java")
              && !name.equals("package-info.java")
              && names.add(start.relativize(file))) {
            files.add("\"" + file + "\"");
          }
        }
      }
    }
    return files;
  }

  private void copyRuntime(UpgradeTransactions upgrades) throws IOException {
    Path runtime = folder.resolve("c/runtime");
    Path from = sources.resolve("program/src/main/c");
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path to = runtime.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(to);
        } else {
          Files.copy(file, to);
        }
      }
    }
    Files.write(folder.resolve("c/brotli-dictionary.bin"), BrotliDictionary.load().unsafeArray());
    Files.write(folder.resolve("c/upgrades.bin"), UpgradeList.encode(upgrades).unsafeArray());
  }

  private void compile(Toolchain tools, ProgramFace face) throws IOException {
    // Relative names alone: no folder's name can enter the result.
    clang(tools, face, "runtime/start.S", "start.o");
    clang(tools, face, "runtime/resources.S", "resources.o");
    clang(tools, face, "runtime/runtime.c", "runtime.o", "-fno-builtin");
    clang(tools, face, "runtime/keccak.c", "keccak.o");
    clang(tools, face, "all.c", "all.o");
    Tool.run(
        folder.resolve("c"),
        Map.of(),
        List.of(
            tools.bin().resolve("ld.lld").toString(),
            "--gc-sections",
            "-static",
            "-e",
            "__start",
            "-Ttext=0x10000",
            "-o",
            folder.resolve(face.elfName()).toString(),
            "start.o",
            "runtime.o",
            "keccak.o",
            "resources.o",
            "all.o"));
  }

  private void clang(
      Toolchain tools, ProgramFace face, String source, String object, String... more)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(tools.bin().resolve("clang").toString());
    command.addAll(face.options());
    command.addAll(OPTIONS);
    command.addAll(List.of(more));
    command.addAll(List.of("-c", source, "-o", object));
    Tool.run(folder.resolve("c"), Map.of(), command);
  }

  /** Removes a folder, if it is there. */
  static void deleteAll(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
          Files.delete(file);
        }
      }
    }
  }
}
