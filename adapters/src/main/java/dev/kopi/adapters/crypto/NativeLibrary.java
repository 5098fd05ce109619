package dev.kopi.adapters.crypto;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.SymbolLookup;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Locale;

/** A shared library that a dependency carries in its jar, loaded for the life of the process. */
final class NativeLibrary {
  /** The operating systems that the dependencies carry libraries for. */
  enum OperatingSystem {
    LINUX("lib", ".so"),
    MAC("lib", ".dylib"),
    WINDOWS("", ".dll");

    private final String prefix;
    private final String suffix;

    OperatingSystem(String prefix, String suffix) {
      this.prefix = prefix;
      this.suffix = suffix;
    }

    /** The file name of a library, such as {@code libblst.so}. */
    String fileName(String library) {
      return prefix + library + suffix;
    }

    static OperatingSystem current() {
      String name = System.getProperty("os.name", "").toLowerCase(Locale.ROOT);
      if (name.startsWith("linux")) {
        return LINUX;
      }
      if (name.startsWith("mac")) {
        return MAC;
      }
      if (name.startsWith("windows")) {
        return WINDOWS;
      }
      throw new UnsatisfiedLinkError("no native libraries for " + name);
    }
  }

  private final SymbolLookup symbols;

  private NativeLibrary(SymbolLookup symbols) {
    this.symbols = symbols;
  }

  /** Whether the processor is a 64-bit ARM; otherwise it is taken for an x86-64. */
  static boolean isArm() {
    String arch = System.getProperty("os.arch", "");
    return arch.equals("aarch64") || arch.equals("arm64");
  }

  /**
   * Loads a library from the class path.
   *
   * @throws UnsatisfiedLinkError when the class path does not have it, or it cannot be loaded
   */
  static NativeLibrary load(String resource) {
    String name = resource.substring(resource.lastIndexOf('/') + 1);
    try (InputStream in = NativeLibrary.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new UnsatisfiedLinkError("not on the class path: " + resource);
      }
      Path file = Files.createTempFile("kopi-", "-" + name);
      try {
        Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
        return new NativeLibrary(SymbolLookup.libraryLookup(file, Arena.global()));
      } finally {
        deleteOrLeave(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot unpack " + resource, e);
    } catch (IllegalArgumentException e) {
      UnsatisfiedLinkError error = new UnsatisfiedLinkError("cannot load " + resource);
      error.initCause(e);
      throw error;
    }
  }

  /** A handle to a function. */
  MethodHandle function(String name, FunctionDescriptor descriptor) {
    return Linker.nativeLinker()
        .downcallHandle(
            symbols.find(name).orElseThrow(() -> new UnsatisfiedLinkError("no symbol " + name)),
            descriptor);
  }

  /** A loaded library lives on without its file, except on Windows, which refuses to delete it. */
  private static void deleteOrLeave(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      file.toFile().deleteOnExit();
    }
  }
}
