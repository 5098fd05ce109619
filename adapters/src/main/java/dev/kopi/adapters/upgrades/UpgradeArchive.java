package dev.kopi.adapters.upgrades;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.upgrades.KnownUpgrades.Known;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.Transaction.Deposit;
import dev.kopi.core.derivation.attributes.UpgradeCode;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Writes the archive that {@link UpgradeFiles#with} reads. */
public final class UpgradeArchive {
  private UpgradeArchive() {}

  /**
   * Writes upgrades, and reads them again before the file takes its name.
   *
   * @param upgrades for Jovian, Karst or both all upgrade transactions in their order
   * @throws IllegalArgumentException when the transactions are not those of the fork
   */
  public static void write(Path file, Map<OpFork, List<Deposit>> upgrades) throws IOException {
    Path target = file.toAbsolutePath();
    Files.createDirectories(target.getParent());
    Path part = target.resolveSibling(target.getFileName() + ".part");
    try (OutputStream out = Files.newOutputStream(part);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Map.Entry<OpFork, List<Deposit>> upgrade : upgrades.entrySet()) {
        if (upgrade.getKey() == OpFork.KARST) {
          add(zip, UpgradeFiles.KARST_BUNDLE, Json.write(bundle(upgrade.getValue())));
        } else {
          addCode(zip, upgrade.getKey(), upgrade.getValue());
        }
      }
    }
    var written = UpgradeFiles.with(part);
    upgrades.forEach((fork, transactions) -> {
      if (!written.of(fork).transactions().equals(transactions)) {
        throw new IllegalArgumentException("these are not the upgrade transactions of " + fork);
      }
    });
    Files.move(part, target, StandardCopyOption.REPLACE_EXISTING);
  }

  /** The code of the contracts; the other transactions follow from it. */
  private static void addCode(ZipOutputStream zip, OpFork fork, List<Deposit> transactions)
      throws IOException {
    List<Bytes> codes = new ArrayList<>();
    for (Deposit transaction : transactions) {
      if (transaction.to() == null) {
        codes.add(transaction.data());
      }
    }
    Iterator<Bytes> next = codes.iterator();
    for (UpgradeCode contract : UpgradeCode.values()) {
      if (contract.fork() == fork && next.hasNext()) {
        byte[] hex = (next.next().toHex() + "\n").getBytes(StandardCharsets.US_ASCII);
        add(zip, UpgradeFiles.CODE_FOLDER + UpgradeFiles.fileName(contract), hex);
      }
    }
  }

  private static ObjectNode bundle(List<Deposit> transactions) {
    List<Known> known = KnownUpgrades.all().getOrDefault(OpFork.KARST, List.of());
    ArrayNode items = Json.array();
    for (int i = 0; i < transactions.size() && i < known.size(); i++) {
      Deposit transaction = transactions.get(i);
      ObjectNode item = Json.object();
      item.put("intent", known.get(i).intent());
      item.put("from", transaction.from().toHex());
      Address to = transaction.to();
      if (to != null) {
        item.put("to", to.toHex());
      }
      item.put("gasLimit", transaction.gasLimit());
      item.put("data", transaction.data().toHex());
      items.add(item);
    }
    ObjectNode bundle = Json.object();
    bundle.set("metadata", Json.object().put("version", "1.0.0"));
    bundle.set("transactions", items);
    return bundle;
  }

  private static void add(ZipOutputStream zip, String name, byte[] content) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(content);
    zip.closeEntry();
  }
}
