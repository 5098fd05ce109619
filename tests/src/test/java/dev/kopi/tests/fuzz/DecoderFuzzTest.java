package dev.kopi.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.Json;
import dev.kopi.apps.cli.evm.CodeRun;
import dev.kopi.apps.cli.evm.stateless.StatelessFixture;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.chain.receipt.ReceiptCodec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.execution.stateless.DerivedBlocks.Built;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.trie.Preimages;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Input that is cut, changed or made up: each answers by a value or by the exception of its border,
 * and takes memory in proportion to its size.
 */
class DecoderFuzzTest {
  private static final Crypto CRYPTO = NativeCrypto.create();

  /** Decoding may take so much for each byte of input, and this besides. */
  private static final long BYTES_EACH = 400;

  private static final long BYTES_ALWAYS = 64 << 10;

  private static final int ROUNDS = Integer.getInteger("kopi.fuzz.rounds", 300);

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private int cases;
  private int accepted;

  @Test
  void damagedEncodingsAreDecodedOrRefused() throws IOException {
    List<Bytes> transactions = new ArrayList<>();
    List<Bytes> receipts = new ArrayList<>();
    List<Bytes> headers = new ArrayList<>();
    List<Bytes> blocks = new ArrayList<>();
    try (ZipFile zip = new ZipFile(Vectors.path("op-chains/B-latest.zip").toFile())) {
      for (int number = 20; number < 200; number += 12) {
        String name = String.format("l2/%04d.json", number);
        try (InputStream in = zip.getInputStream(zip.getEntry(name))) {
          JsonNode json = Json.parse(in.readAllBytes());
          json.get("transactions").forEach(t -> transactions.add(Bytes.fromHex(t.asString())));
          json.get("receipts").forEach(r -> receipts.add(Bytes.fromHex(r.asString())));
          Bytes header = Bytes.fromHex(json.get("headerRlp").asString());
          headers.add(header);
          blocks.add(block(header, json.get("transactions")));
        }
      }
    }
    Random random = new Random(1);
    attack(random, transactions, TransactionEnvelope::decode);
    attack(random, receipts, ReceiptCodec::decode);
    attack(random, headers, HeaderCodec::decode);
    attack(random, blocks, Block::decode);
    System.out.println(
        "damaged encodings: " + cases + " decoded or refused, " + accepted + " taken");
    assertThat(cases).isGreaterThanOrEqualTo(8 * ROUNDS);
    assertThat(accepted).isLessThan(cases / 2);
  }

  private static Bytes block(Bytes header, JsonNode transactions) {
    RlpWriter writer = new RlpWriter();
    writer.startList().raw(header.toArray()).startList();
    transactions.forEach(t -> writer.bytes(Bytes.fromHex(t.asString())));
    writer.endList().startList().endList().endList();
    return Bytes.wrap(writer.toArray());
  }

  private void attack(Random random, List<Bytes> valid, Consumer<Bytes> decoder) {
    valid.forEach(decoder);
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = valid.get(random.nextInt(valid.size())).toArray();
      decode(Bytes.wrap(damage(random, bytes)), decoder);
      byte[] noise = new byte[random.nextInt(200)];
      random.nextBytes(noise);
      decode(Bytes.wrap(noise), decoder);
    }
    // A list within a list within a list, and lengths that no input has.
    byte[] deep = new byte[20_000];
    java.util.Arrays.fill(deep, (byte) 0xc1);
    decode(Bytes.wrap(deep), decoder);
    decode(Bytes.fromHex("0xfb7fffffff00"), decoder);
    decode(Bytes.fromHex("0xffffffffffffffffff00"), decoder);
    decode(Bytes.fromHex("0x02bf7fffffffffffffff"), decoder);
  }

  private static byte[] damage(Random random, byte[] bytes) {
    switch (random.nextInt(4)) {
      case 0 -> {
        return java.util.Arrays.copyOf(bytes, random.nextInt(bytes.length));
      }
      case 1 -> {
        for (int i = 0; i <= random.nextInt(3); i++) {
          bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
        }
      }
      case 2 -> // Lengths stand at the beginning.
          bytes[random.nextInt(Math.min(6, bytes.length))] = (byte) (0xb7 + random.nextInt(72));
      default -> {
        int at = random.nextInt(bytes.length);
        int length = random.nextInt(bytes.length - at);
        byte[] longer = java.util.Arrays.copyOf(bytes, bytes.length + length);
        System.arraycopy(bytes, at, longer, bytes.length, length);
        return longer;
      }
    }
    return bytes;
  }

  private void decode(Bytes input, Consumer<Bytes> decoder) {
    cases++;
    long most = BYTES_EACH * input.size() + BYTES_ALWAYS;
    // What is loaded and linked on a first use does not count.
    if (allocated(input, decoder) > most) {
      assertThat(allocated(input, decoder))
          .as("memory for " + input.size() + " bytes")
          .isLessThan(most);
    }
  }

  private long allocated(Bytes input, Consumer<Bytes> decoder) {
    long before = threads.getCurrentThreadAllocatedBytes();
    try {
      decoder.accept(input);
      accepted++;
    } catch (DecodeException e) {
      assertThat(e.getMessage()).isNotBlank();
    }
    return threads.getCurrentThreadAllocatedBytes() - before;
  }

  @Test
  void anyBytesRunAsCode() {
    Random random = new Random(2);
    int failed = 0;
    for (int i = 0; i < 10 * ROUNDS; i++) {
      byte[] code = new byte[random.nextInt(400)];
      random.nextBytes(code);
      byte[] input = new byte[random.nextInt(64)];
      random.nextBytes(input);
      CodeRun run = new CodeRun(Fork.OSAKA, Bytes.wrap(code), Bytes.wrap(input), 5_000_000, CRYPTO);
      failed += run.once().success() ? 0 : 1;
    }
    System.out.println(
        "random code: " + 10 * ROUNDS + " runs, " + failed + " failed as they should");
    assertThat(failed).isGreaterThan(ROUNDS);
  }

  @Test
  void witnessesWithMissingPreimagesAreNamedOrNotMissed() throws IOException {
    int missed = 0;
    int sealed = 0;
    Random random = new Random(3);
    try (FileSystem zip = FileSystems.newFileSystem(Vectors.path("op-sepolia-blocks.zip"))) {
      for (String number : List.of("26207960", "26207961", "26207963", "26208858")) {
        Path folder = zip.getPath("/" + number);
        StatelessFixture whole = StatelessFixture.read(folder);
        List<String> lines = new ArrayList<>(Files.readAllLines(folder.resolve("preimages.txt")));
        for (int round = 0; round < 12; round++) {
          Collections.shuffle(lines, random);
          int left = lines.size() - 1 - random.nextInt(lines.size() / 4);
          Preimages witness = new Preimages();
          for (String line : lines.subList(0, left)) {
            witness.add(Bytes.fromHex(line.substring(line.indexOf(' ') + 1)));
          }
          StatelessFixture cut =
              new StatelessFixture(
                  number,
                  whole.spec(),
                  whole.parent(),
                  whole.attributes(),
                  witness,
                  whole.expected());
          try {
            assertThat(cut.build(CRYPTO))
                .isInstanceOfSatisfying(
                    Built.Sealed.class,
                    built -> assertThat(built.block().block().hash()).isEqualTo(whole.expected()));
            sealed++;
          } catch (StateUnavailableException e) {
            missed++;
          }
        }
      }
    }
    System.out.println("cut witnesses: " + missed + " missed something, " + sealed + " did not");
    assertThat(missed).isGreaterThan(20);
  }
}
