package dev.kopi.adapters.upgrades;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.rollup.UpgradeBundleReader;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.attributes.NetworkUpgrades;
import dev.kopi.core.derivation.attributes.UpgradeCode;
import dev.kopi.core.derivation.attributes.UpgradeTransactions.Upgrade;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/**
 * Reads network upgrade transactions. The code of Ecotone, Fjord and Isthmus is a resource of Kopi;
 * that of later forks is in an archive with a file for each contract ({@code
 * bytecode/FORK-CONTRACT-deployment.txt}, in hex) and one for each bundle ({@code
 * FORK_nut_bundle.json}).
 */
public final class UpgradeFiles {
  static final String CODE_FOLDER = "bytecode/";
  static final String KARST_BUNDLE = "karst_nut_bundle.json";

  private static final int MAX_SIZE = 1 << 24;

  private UpgradeFiles() {}

  /** The upgrades in Kopi's resources. */
  public static NetworkUpgrades shipped() {
    return new NetworkUpgrades(shippedCode(), Map.of());
  }

  /**
   * The upgrades in Kopi's resources, and those in an archive.
   *
   * @param archive a zip file or a directory
   * @throws DecodeException when a file in it is malformed
   */
  public static NetworkUpgrades with(Path archive) throws IOException {
    Map<UpgradeCode, Bytes> code = shippedCode();
    Map<OpFork, Upgrade> bundles = new EnumMap<>(OpFork.class);
    try (Source source = open(archive)) {
      for (UpgradeCode contract : UpgradeCode.values()) {
        byte[] found = source.read(CODE_FOLDER + fileName(contract));
        if (found != null) {
          code.put(contract, hex(found));
        }
      }
      byte[] karst = source.read(KARST_BUNDLE);
      if (karst != null) {
        bundles.put(OpFork.KARST, UpgradeBundleReader.read(OpFork.KARST, Json.parse(karst)));
      }
    }
    return new NetworkUpgrades(code, bundles);
  }

  private static Map<UpgradeCode, Bytes> shippedCode() {
    Map<UpgradeCode, Bytes> code = new EnumMap<>(UpgradeCode.class);
    for (UpgradeCode contract : UpgradeCode.values()) {
      try (InputStream in = UpgradeFiles.class.getResourceAsStream(fileName(contract))) {
        if (in != null) {
          code.put(contract, hex(in.readNBytes(MAX_SIZE)));
        }
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return code;
  }

  /** The name of the file with a contract's deployment code. */
  static String fileName(UpgradeCode contract) {
    String name = contract.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return name.replace("operator-fee-vault", "operator-fee") + "-deployment.txt";
  }

  private static Bytes hex(byte[] text) {
    return Bytes.fromHex(new String(text, StandardCharsets.US_ASCII).strip());
  }

  private interface Source extends AutoCloseable {
    byte @Nullable [] read(String name) throws IOException;

    @Override
    default void close() throws IOException {}
  }

  private static Source open(Path archive) throws IOException {
    if (Files.isDirectory(archive)) {
      return name -> {
        Path file = archive.resolve(name);
        return Files.exists(file) ? Files.readAllBytes(file) : null;
      };
    }
    ZipFile zip = new ZipFile(archive.toFile());
    return new Source() {
      @Override
      public byte @Nullable [] read(String name) throws IOException {
        ZipEntry entry = zip.getEntry(name);
        return entry == null ? null : zip.getInputStream(entry).readNBytes(MAX_SIZE);
      }

      @Override
      public void close() throws IOException {
        zip.close();
      }
    };
  }
}
