package dev.kopi.services.node.p2p;

import dev.kopi.adapters.p2p.discovery.NodeDiscovery;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.p2p.record.NodeRecord;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.services.lifecycle.Work;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the table of discovery in a file, a record a line. It is replaced as a whole once a minute.
 */
final class NodeRecordsFile implements Work {
  private static final Logger LOG = LoggerFactory.getLogger(NodeRecordsFile.class);
  private static final int MAX_RECORDS = 1_000;
  private static final long INTERVAL_MILLIS = 60_000;

  private final Path file;
  private final NodeDiscovery discovery;
  private long dueAt = Long.MIN_VALUE;
  private List<String> saved = List.of();

  NodeRecordsFile(Path folder, NodeDiscovery discovery) {
    this.file = file(folder);
    this.discovery = discovery;
  }

  private static Path file(Path folder) {
    return folder.resolve("nodes.txt");
  }

  /** The records of an earlier run; those that are malformed are left out. */
  static List<NodeRecord> read(Path folder, Secp256k1 curve) {
    Path file = file(folder);
    List<NodeRecord> records = new ArrayList<>();
    try {
      for (String line : Files.readAllLines(file)) {
        if (records.size() < MAX_RECORDS) {
          records.add(NodeRecord.parse(line.strip(), curve));
        }
      }
    } catch (NoSuchFileException e) {
      // The first run.
    } catch (IOException | DecodeException e) {
      LOG.warn("{} is not read to its end: {}", file, e.getMessage());
    }
    return records;
  }

  @Override
  public long run(long nowMillis) {
    if (nowMillis < dueAt) {
      return dueAt;
    }
    dueAt = nowMillis + INTERVAL_MILLIS;
    List<String> records =
        discovery.table().stream().limit(MAX_RECORDS).map(NodeRecord::text).sorted().toList();
    if (!records.isEmpty() && !records.equals(saved)) {
      write(records);
      saved = records;
    }
    return dueAt;
  }

  private void write(List<String> records) {
    Path part = file.resolveSibling(file.getFileName() + ".tmp");
    try {
      Path parent = file.toAbsolutePath().getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      Files.write(part, records);
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot write " + file + ": " + e.getMessage(), e);
    }
  }
}
