package dev.kopi.tests.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.files.BlockSource;
import dev.kopi.adapters.files.Era1File;
import dev.kopi.adapters.files.RlpChainFile;
import dev.kopi.adapters.json.Json;
import dev.kopi.apps.cli.db.DbCommand;
import dev.kopi.apps.cli.db.ExportCommand;
import dev.kopi.apps.cli.db.ImportCommand;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.trie.OrderedTrie;
import dev.kopi.tests.testkit.Vectors;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import picocli.CommandLine;

/** Published chains in files: read, imported, verified and written again. */
class ChainFilesTest {
  private static final String FIRST_ERA = "sepolia-00000-643a00f7.era1";

  static final List<String> ROLLUPS = OpChain.NAMES;

  @TempDir Path directory;

  private record Run(int status, String out) {}

  private static Run run(Object command, Object... arguments) {
    StringWriter out = new StringWriter();
    CommandLine line = new CommandLine(command);
    line.setOut(new PrintWriter(out));
    line.setErr(new PrintWriter(out));
    String[] texts = new String[arguments.length];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = arguments[i].toString();
    }
    return new Run(line.execute(texts), out.toString());
  }

  private Path unzipped(ZipFile zip, String name) throws IOException {
    Path file = directory.resolve(name);
    try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
      Files.copy(in, file);
    }
    return file;
  }

  @Test
  void importsAPublishedChainToItsHeadAndWritesItAgain() throws IOException {
    try (ZipFile zip = Vectors.zip("engine-chain.zip")) {
      Path chain = unzipped(zip, "chain.rlp");
      Path genesis = unzipped(zip, "genesis.json");
      Path data = directory.resolve("data");
      String head = "head: 600 0x44e3809c9a3cda717f00aea3a9da336d149612c8d5657fbc0028176ef8d94d2a";
      Object[] arguments = {"--genesis", genesis, "--datadir", data, chain};

      Run first = run(new ImportCommand(), arguments);
      assertThat(first.status()).as(first.out()).isZero();
      assertThat(first.out()).contains("600 blocks (0 known before)", head);
      Run again = run(new ImportCommand(), arguments);
      assertThat(again.out()).contains("0 blocks (600 known before)", head);

      Run verified = run(new DbCommand(), "verify", "--datadir", data);
      assertThat(verified.status()).as(verified.out()).isZero();
      assertThat(verified.out()).contains("all is well");
      Run inspected = run(new DbCommand(), "inspect", "--datadir", data);
      assertThat(inspected.out()).contains(head, "oldest state: block 0");

      Path copy = directory.resolve("copy.rlp");
      assertThat(run(new ExportCommand(), "--datadir", data, copy).status()).isZero();
      assertThat(Files.mismatch(chain, copy)).isEqualTo(-1);

      Run pruned =
          run(
              new DbCommand(),
              "prune",
              "--datadir",
              data,
              "--history.state",
              "200",
              "--history.chain",
              "200");
      assertThat(pruned.out()).contains("oldest state: block 401", "receipts: block 401");
      assertThat(run(new DbCommand(), "verify", "--datadir", data).status()).isZero();
    }
  }

  /** Blocks of Sepolia under proof of work, executed; the head's hash is that of the archive. */
  @Test
  void importsAnArchiveFromGenesis() throws IOException {
    try (ZipFile zip = Vectors.zip("sepolia-era1.zip");
        InputStream json = getClass().getResourceAsStream("sepolia-genesis.json")) {
      Path genesis = directory.resolve("genesis.json");
      Files.copy(Objects.requireNonNull(json), genesis);
      Path data = directory.resolve("data");
      Path archive = unzipped(zip, FIRST_ERA);
      Run first = run(new ImportCommand(), "--genesis", genesis, "--datadir", data, archive);
      assertThat(first.status()).as(first.out()).isZero();
      assertThat(first.out())
          .contains(
              "going on from block 0 "
                  + "0x25a5cc106eea7138acab33231d7160d69cb777ee0c2c553fcddf5138993e6dd9",
              "8191 blocks",
              "head: 8191 0x8e3e7dc9ef199c05683417b4aa572f0b7a8bcfafca7edb6045baabc01aa4fb0c");
      // The second archive begins where its predecessors, which are not here, would end.
      Path gap = unzipped(zip, "sepolia-00021-b8814b14.era1");
      Run second = run(new ImportCommand(), "--genesis", genesis, "--datadir", data, gap);
      assertThat(second.status()).isNotZero();
    }
  }

  @ParameterizedTest
  @FieldSource("ROLLUPS")
  void importsARecordedRollupToItsHead(String name) throws IOException {
    Path genesis = directory.resolve("l2-genesis.json");
    Path chain = directory.resolve("l2.rlp");
    Block head = null;
    try (OpChain recording = new OpChain(name);
        OutputStream out = Files.newOutputStream(chain)) {
      Files.write(genesis, Json.write(recording.json("l2-genesis.json")));
      for (String file : recording.files("l2")) {
        head = OpChain.block(recording.json(file));
        out.write(head.encode().toArray());
      }
    }
    Path data = directory.resolve("data");
    Run imported = run(new ImportCommand(), "--genesis", genesis, "--datadir", data, chain);
    assertThat(imported.status()).as(imported.out()).isZero();
    Block last = Objects.requireNonNull(head);
    assertThat(imported.out()).contains("head: " + last.number() + " " + last.hash());
    Run verified = run(new DbCommand(), "verify", "--json", "--datadir", data);
    assertThat(verified.out()).contains("\"part\":\"state\"", "\"ok\":true");
    System.out.println(name + ": imported to block " + last.number() + " " + last.hash());
  }

  @ParameterizedTest
  @CsvSource({FIRST_ERA + ",0", "sepolia-00021-b8814b14.era1,172032"})
  void readsEveryBlockOfAnArchive(String name, long first) throws IOException {
    try (ZipFile zip = Vectors.zip("sepolia-era1.zip");
        BlockSource blocks =
            new Era1File(new BufferedInputStream(zip.getInputStream(zip.getEntry(name))))) {
      long number = first;
      Hash parent = null;
      for (Block block = blocks.next(); block != null; block = blocks.next()) {
        assertThat(block.number()).isEqualTo(number++);
        if (parent != null) {
          assertThat(block.header().parentHash()).isEqualTo(parent);
        }
        parent = block.hash();
        assertThat(
                OrderedTrie.root(
                    block.transactions().stream().map(TransactionEnvelope::encoded).toList()))
            .isEqualTo(block.header().transactionsRoot());
      }
      assertThat(number - first).isEqualTo(8192);
      System.out.println(name + ": " + (number - first) + " blocks linked, roots recomputed");
    }
  }

  @Test
  void refusesFilesThatAreCutOffOrChanged() throws IOException {
    byte[] era;
    byte[] rlp;
    try (ZipFile zip = Vectors.zip("sepolia-era1.zip");
        InputStream in = zip.getInputStream(zip.getEntry(FIRST_ERA))) {
      era = in.readNBytes(200_000);
    }
    try (ZipFile zip = Vectors.zip("engine-chain.zip");
        InputStream in = zip.getInputStream(zip.getEntry("chain.rlp"))) {
      rlp = in.readNBytes(20_000);
    }
    Random random = new Random(4);
    int refused = 0;
    for (int i = 0; i < 60; i++) {
      for (byte[] whole : List.of(era, rlp)) {
        byte[] changed = whole.clone();
        changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
        ByteArrayInputStream in = new ByteArrayInputStream(changed);
        try (BlockSource blocks = whole == era ? new Era1File(in) : new RlpChainFile(in)) {
          Block block = blocks.next();
          while (block != null) {
            block = blocks.next();
          }
        } catch (DecodeException e) {
          refused++;
        }
      }
    }
    assertThat(refused).isPositive();
    try (BlockSource blocks = new Era1File(new ByteArrayInputStream(era))) {
      assertThatThrownBy(() -> readAll(blocks)).isInstanceOf(DecodeException.class);
    }
  }

  private static void readAll(BlockSource blocks) throws IOException {
    Block block = blocks.next();
    while (block != null) {
      block = blocks.next();
    }
  }
}
