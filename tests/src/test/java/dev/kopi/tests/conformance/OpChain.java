package dev.kopi.tests.conformance;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderCodec;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** One recorded rollup chain of the vectors. */
public final class OpChain implements AutoCloseable {
  /** All recordings. */
  public static final List<String> NAMES =
      List.of(
          "A-forks",
          "B-latest",
          "C-sysconfig",
          "D1-bad-ecotone",
          "D3-bad-holocene",
          "D5-timeout-holocene",
          "E1-l1reorg-granite");

  private final ZipFile zip;

  /** Opens one of {@link #NAMES}. */
  public OpChain(String name) throws IOException {
    zip = Vectors.zip("op-chains/" + name + ".zip");
  }

  /** A JSON file of the recording. */
  public JsonNode json(String path) throws IOException {
    return ZippedJson.read(zip, path);
  }

  /** The names of the files in a folder, sorted. */
  public List<String> files(String folder) {
    return zip.stream()
        .map(ZipEntry::getName)
        .filter(name -> name.startsWith(folder + "/") && name.endsWith(".json"))
        .sorted()
        .toList();
  }

  /** The block that a file of {@code l1} or {@code l2} holds. */
  public static Block block(JsonNode json) {
    Header header = HeaderCodec.decode(JsonFields.bytes(json, "headerRlp"));
    List<TransactionEnvelope> transactions =
        JsonFields.list(
            json,
            "transactions",
            t -> TransactionEnvelope.decode(JsonFields.asBytes(t, "transaction")));
    @Nullable List<Withdrawal> withdrawals = header.withdrawalsRoot() == null ? null : List.of();
    return new Block(header, transactions, List.of(), withdrawals);
  }

  @Override
  public void close() throws IOException {
    zip.close();
  }
}
