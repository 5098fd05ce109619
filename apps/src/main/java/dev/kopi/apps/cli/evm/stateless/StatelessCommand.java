package dev.kopi.apps.cli.evm.stateless;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.execution.stateless.DerivedBlocks.Built;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.state.StateUnavailableException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kopi evm stateless}: executes L2 blocks over a witness. */
public @Command(
    name = "stateless",
    description = {
      "Executes L2 blocks over a witness and compares their hashes.",
      "A PATH is a folder with fixture.json and preimages.txt, or a folder or zip of such."
    },
    mixinStandardHelpOptions = true) final class StatelessCommand implements Callable<Integer> {
  @Spec private @Nullable CommandSpec spec;

  @Parameters(paramLabel = "PATH", arity = "1..*", description = "Folders or zips.")
  private List<Path> paths = List.of();

  private final Crypto crypto = NativeCrypto.create();
  private int passed;
  private int failed;

  @Override
  public Integer call() throws IOException {
    CommandSpec own = Objects.requireNonNull(spec);
    PrintWriter out = own.commandLine().getOut();
    for (Path path : paths) {
      if (Files.isRegularFile(path)) {
        try (FileSystem zip = FileSystems.newFileSystem(path)) {
          runAll(zip.getPath("/"), out);
        }
      } else if (Files.isDirectory(path)) {
        runAll(path, out);
      } else {
        throw new CommandFailed("there is no file or folder " + path);
      }
    }
    out.flush();
    PrintWriter err = own.commandLine().getErr();
    err.println(passed + " passed, " + failed + " failed, 0 skipped");
    err.flush();
    return failed == 0 && passed > 0 ? 0 : 1;
  }

  private void runAll(Path root, PrintWriter out) throws IOException {
    for (Path folder : fixtures(root)) {
      run(folder, out);
    }
  }

  /** The folders below {@code root}, itself included, that hold a fixture. */
  static List<Path> fixtures(Path root) throws IOException {
    try (Stream<Path> found = Files.walk(root)) {
      return found
          .filter(file -> file.endsWith("fixture.json"))
          .map(Path::getParent)
          .sorted()
          .toList();
    }
  }

  private void run(Path folder, PrintWriter out) throws IOException {
    String computed;
    String expected = "?";
    try {
      StatelessFixture fixture = StatelessFixture.read(folder);
      expected = fixture.expected().toHex();
      computed =
          switch (fixture.build(crypto)) {
            case Built.Sealed built -> built.block().block().hash().toHex();
            case Built.Refused refused -> "refused: " + refused.reason();
          };
    } catch (DecodeException | StateUnavailableException e) {
      computed = "failed: " + e.getMessage();
    }
    boolean equal = computed.equals(expected);
    passed += equal ? 1 : 0;
    failed += equal ? 0 : 1;
    out.println(
        folder.getFileName()
            + " computed "
            + computed
            + " expected "
            + expected
            + (equal ? " ok" : " WRONG"));
  }
}
