package dev.kopi.adapters.json.eth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.receipt.ReceiptCodec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class RpcReadersTest {
  @Test
  void readsEveryBlockOfTheReferenceAnswersWithItsHash() throws IOException {
    int full = 0;
    int headers = 0;
    for (JsonNode result : results("eth_getBlockBy")) {
      Header header = HeaderReader.read(result);
      headers++;
      if (result.get("transactions").isEmpty() || result.get("transactions").get(0).isObject()) {
        Block block = BlockReader.read(result);
        assertThat(block.hash()).isEqualTo(header.hash());
        full++;
      }
    }
    assertThat(headers).isGreaterThanOrEqualTo(10);
    assertThat(full).isGreaterThanOrEqualTo(4);
  }

  @Test
  void readsEveryTransactionTypeOfTheReferenceAnswersWithItsHash() throws IOException {
    EnumSet<TransactionType> seen = EnumSet.noneOf(TransactionType.class);
    for (JsonNode result : results("eth_getTransactionBy")) {
      TransactionEnvelope envelope = TransactionReader.read(result);
      assertThat(envelope.hash()).isEqualTo(Hash.fromHex(result.get("hash").stringValue()));
      seen.add(envelope.transaction().type());
    }
    assertThat(seen)
        .containsExactlyInAnyOrderElementsOf(
            EnumSet.complementOf(EnumSet.of(TransactionType.DEPOSIT)));
  }

  @Test
  void readsReceiptsWhoseBloomsAreTheOnesAnswered() throws IOException {
    int read = 0;
    for (JsonNode result : results("eth_getBlockReceipts")) {
      List<Receipt> receipts = ReceiptReader.readAll(result);
      for (int i = 0; i < receipts.size(); i++) {
        assertThat(receipts.get(i).bloom().toHex())
            .isEqualTo(result.get(i).get("logsBloom").stringValue());
        assertThat(ReceiptCodec.decode(ReceiptCodec.encode(receipts.get(i))))
            .isEqualTo(receipts.get(i));
        read++;
      }
    }
    assertThat(read).isGreaterThan(10);
  }

  @Test
  void refusesABlockWhoseFieldWasChanged() throws IOException {
    JsonNode block = results("eth_getBlockByNumber").getFirst();
    ((ObjectNode) block).put("gasUsed", "0x1234567");
    assertThatThrownBy(() -> HeaderReader.read(block))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("the answer says");
  }

  @Test
  void readsTheFieldsOfAmsterdamIntoTheHash() {
    Header header =
        new HeaderBuilder()
            .number(7)
            .baseFeePerGas(UInt256.of(9))
            .withdrawalsRoot(Hash.ZERO)
            .blobGasUsed(1L)
            .excessBlobGas(2L)
            .parentBeaconBlockRoot(Hash.ZERO)
            .requestsHash(Hash.ZERO)
            .blockAccessListHash(UInt256.of(5).toHash())
            .slotNumber(77L)
            .build();
    ObjectNode json = json(header);
    json.put("blockAccessListHash", UInt256.of(5).toHash().toHex()).put("slotNumber", "0x4d");
    json.put("hash", header.hash().toHex());
    assertThat(HeaderReader.read(json)).isEqualTo(header);
    json.remove("blockAccessListHash");
    assertThatThrownBy(() -> HeaderReader.read(json))
        .isInstanceOf(DecodeException.class)
        .hasMessageContaining("missing before a later one");
  }

  private static ObjectNode json(Header h) {
    return Json.object()
        .put("parentHash", h.parentHash().toHex())
        .put("sha3Uncles", h.unclesHash().toHex())
        .put("miner", h.beneficiary().toHex())
        .put("stateRoot", h.stateRoot().toHex())
        .put("transactionsRoot", h.transactionsRoot().toHex())
        .put("receiptsRoot", h.receiptsRoot().toHex())
        .put("logsBloom", h.logsBloom().toHex())
        .put("difficulty", "0x0")
        .put("number", "0x7")
        .put("gasLimit", "0x0")
        .put("gasUsed", "0x0")
        .put("timestamp", "0x0")
        .put("extraData", "0x")
        .put("mixHash", h.mixHash().toHex())
        .put("nonce", "0x0000000000000000")
        .put("baseFeePerGas", "0x9")
        .put("withdrawalsRoot", Hash.ZERO.toHex())
        .put("blobGasUsed", "0x1")
        .put("excessBlobGas", "0x2")
        .put("parentBeaconBlockRoot", Hash.ZERO.toHex())
        .put("requestsHash", Hash.ZERO.toHex());
  }

  /** The non-null results of the answers in files whose path starts so. */
  private static List<JsonNode> results(String prefix) throws IOException {
    Path zip = vectors().resolve("rpc-compat.zip");
    boolean there = Files.exists(zip);
    if (!there && "true".equals(System.getenv("CI"))) {
      throw new AssertionError("vectors are missing: " + zip);
    }
    Assumptions.assumeTrue(there, "vectors are missing: " + zip);
    List<JsonNode> out = new ArrayList<>();
    try (ZipFile file = new ZipFile(zip.toFile())) {
      for (ZipEntry entry : file.stream().toList()) {
        if (!entry.getName().startsWith(prefix)) {
          continue;
        }
        byte[] content = file.getInputStream(entry).readAllBytes();
        for (String line : new String(content, StandardCharsets.UTF_8).split("\n")) {
          if (line.startsWith("<< ")) {
            JsonNode result = Json.parse(line.substring(3)).get("result");
            if (result != null && !result.isNull()) {
              out.add(result);
            }
          }
        }
      }
    }
    return out;
  }

  private static Path vectors() {
    String set = System.getProperty("kopi.vectors", "");
    if (!set.isEmpty() && !set.startsWith("$")) {
      return Path.of(set);
    }
    return Path.of(System.getProperty("kopi.root", ".."), "../shared/vectors");
  }
}
