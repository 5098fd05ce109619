package dev.kopi.apps.cli.bench;

import dev.kopi.adapters.json.Json;
import dev.kopi.apps.cli.error.CommandFailed;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import tools.jackson.databind.JsonNode;

/**
 * The workloads of {@code kopi bench evm}: runtime code, call data, and the gas and return data
 * that every engine must give. The contracts are compiled from {@code bench/evm/workloads} once;
 * three programs come from the official state tests, when those are there.
 */
final class EvmWorkloads {
  private static final String STATE_TESTS = "state-tests-berlin-cancun.zip";
  private static final String PERFORMANCE = "GeneralStateTests/VMTests/vmPerformance/";

  /** A workload and what comes of it. */
  record Workload(String name, long gas, String output) {}

  private final Path root;

  /** The folder of {@code NAME.code.hex} and {@code NAME.input.hex}. */
  final Path folder;

  EvmWorkloads(Path root) {
    this.root = root;
    this.folder = root.resolve("target/bench/evm/workloads");
  }

  /** Builds what is not there yet. The workloads that can be run, in the table's order. */
  List<Workload> prepare() throws IOException {
    compile();
    for (String name : List.of("loopMul-2", "loopExp-14", "performanceTester-1")) {
      extract(name);
    }
    JsonNode expected = Json.parse(Files.readAllBytes(root.resolve("bench/evm/expected.json")));
    List<Workload> workloads = new ArrayList<>();
    expected
        .properties()
        .forEach(entry -> {
          if (Files.exists(folder.resolve(entry.getKey() + ".code.hex"))) {
            JsonNode value = entry.getValue();
            String output = value.path("return").stringValue("");
            workloads.add(new Workload(entry.getKey(), value.path("gas").longValue(-1), output));
          }
        });
    return workloads;
  }

  /** Compiles the contracts with solc and their libraries from npm. */
  private void compile() throws IOException {
    if (Files.exists(folder.resolve("kernel.code.hex"))) {
      return;
    }
    if (!Processes.present("npm") || !Processes.present("node")) {
      throw new CommandFailed("npm and node are needed to build the workloads: install Node.js");
    }
    Path sources = root.resolve("bench/evm/workloads");
    Path build = root.resolve("target/bench/evm/npm");
    Files.createDirectories(build);
    try (var files = Files.list(sources)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Path copy = build.resolve(file.getFileName());
        Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
      }
    }
    System.err.println("compiling the workloads (solc and libraries from npm, once)…");
    Processes.run(
        build,
        List.of("npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--silent"));
    Processes.run(build, List.of("node", "build.js", folder.toString()));
  }

  /** Takes case {@code FILE-INDEX} out of the official performance tests. */
  private void extract(String name) throws IOException {
    Path zip = vectors().resolve(STATE_TESTS);
    if (Files.exists(folder.resolve("st-" + name + ".code.hex"))) {
      return;
    }
    if (!Files.exists(zip)) {
      System.err.println("st-" + name + " is left out: there is no " + zip);
      return;
    }
    int dash = name.lastIndexOf('-');
    int index = Integer.parseInt(name.substring(dash + 1));
    try (ZipFile tests = new ZipFile(zip.toFile())) {
      ZipEntry entry = tests.getEntry(PERFORMANCE + name.substring(0, dash) + ".json");
      if (entry == null) {
        throw new CommandFailed("there is no " + name + " in " + zip);
      }
      try (InputStream in = tests.getInputStream(entry)) {
        JsonNode test = Json.parse(in.readAllBytes()).values().iterator().next();
        JsonNode transaction = test.path("transaction");
        String to = transaction.path("to").stringValue("");
        write("st-" + name + ".code.hex", test.path("pre").path(to).path("code"));
        write("st-" + name + ".input.hex", transaction.path("data").path(index));
      }
    }
  }

  private void write(String file, JsonNode hex) throws IOException {
    Files.writeString(folder.resolve(file), hex.stringValue("").replaceFirst("^0x", "") + "\n");
  }

  private Path vectors() {
    String set = System.getProperty("kopi.vectors", "");
    return set.isBlank() ? root.resolve("../shared/vectors").normalize() : Path.of(set);
  }
}
