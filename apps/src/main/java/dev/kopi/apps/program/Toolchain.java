package dev.kopi.apps.program;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * The compilers that Maven brings: TeaVM's jars, and clang and lld unpacked.
 *
 * @param jars the class path of TeaVM
 * @param bin the folder of clang and lld
 */
record Toolchain(List<Path> jars, Path bin) {
  private static final String PREFIX = "org/bytedeco/llvm/linux-x86_64/";
  private static final Map<String, String> LINKS =
      Map.of(
          "libclang-cpp.so.20.1", "libclang-cpp.so",
          "libLLVM.so.20.1", "libLLVM.so",
          "ld.lld", "lld");

  Toolchain {
    jars = List.copyOf(jars);
  }

  /**
   * Resolves and unpacks.
   *
   * @param sources the repository
   * @param cache where compilers are unpacked, once
   * @throws ProgramBuildException when Maven cannot resolve them
   */
  static Toolchain resolve(Path sources, Path cache) throws IOException {
    Files.createDirectories(cache);
    Path list = cache.resolve("class-path.txt").toAbsolutePath();
    try {
      Tool.run(
          sources,
          Map.of("JAVA_HOME", System.getProperty("java.home")),
          List.of(
              "mvn",
              "-B",
              "-q",
              "-f",
              sources.resolve("program/toolchain/pom.xml").toString(),
              "dependency:build-classpath",
              "-Dmdep.outputFile=" + list));
    } catch (ProgramBuildException e) {
      throw new ProgramBuildException(
          "Maven cannot resolve the program's compilers (TeaVM, and LLVM of 147 MB): "
              + e.getMessage());
    }
    List<Path> jars = new ArrayList<>();
    Path llvm = null;
    for (String entry : Files.readString(list).strip().split(File.pathSeparator)) {
      if (entry.contains("linux-x86_64")) {
        llvm = Path.of(entry);
      } else {
        jars.add(Path.of(entry));
      }
    }
    if (llvm == null) {
      throw new ProgramBuildException("Maven resolved no LLVM");
    }
    String name = String.valueOf(llvm.getFileName()).replace(".jar", "");
    return new Toolchain(jars, unpack(llvm, cache.resolve(name)));
  }

  private static Path unpack(Path jar, Path folder) throws IOException {
    Path complete = folder.resolve(".complete");
    if (!Files.exists(complete)) {
      try (ZipFile zip = new ZipFile(jar.toFile())) {
        Enumeration<? extends ZipEntry> entries = zip.entries();
        while (entries.hasMoreElements()) {
          ZipEntry entry = entries.nextElement();
          if (!entry.isDirectory() && isNeeded(entry.getName())) {
            Path file = folder.resolve(entry.getName().substring(PREFIX.length())).normalize();
            Files.createDirectories(file.getParent());
            try (InputStream in = zip.getInputStream(entry)) {
              Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
            }
          }
        }
      }
      for (Map.Entry<String, String> link : LINKS.entrySet()) {
        Path from = folder.resolve(link.getKey());
        Files.deleteIfExists(from);
        Files.createSymbolicLink(from, Path.of(link.getValue()));
      }
      for (String program : List.of("clang", "lld")) {
        if (!folder.resolve(program).toFile().setExecutable(true)) {
          throw new ProgramBuildException(folder.resolve(program) + " cannot be made executable");
        }
      }
      Files.createFile(complete);
    }
    return folder;
  }

  /** The compiler, the linker, their libraries, and clang's own headers of the C language. */
  private static boolean isNeeded(String name) {
    if (!name.startsWith(PREFIX)) {
      return false;
    }
    String file = name.substring(PREFIX.length());
    return List.of("clang", "lld", "libclang-cpp.so", "libLLVM.so").contains(file)
        || file.matches("lib/clang/\\d+/include/(__)?(std|limits)[a-z_]*\\.h");
  }
}
