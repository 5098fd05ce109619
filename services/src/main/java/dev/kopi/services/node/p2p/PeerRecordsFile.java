package dev.kopi.services.node.p2p;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.p2p.gate.PeerGate;
import dev.kopi.core.p2p.gossip.PeerScore;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A file of {@link PeerRecords}. It is replaced as a whole, so that a kill cannot damage it. */
final class PeerRecordsFile {
  private static final int MAX_BYTES = 16 << 20;

  private final Path file;

  PeerRecordsFile(Path file) {
    this.file = file;
  }

  Path path() {
    return file;
  }

  /**
   * Reads the file; null when there is none.
   *
   * @throws IOException when it cannot be read
   * @throws DecodeException when it is not of the format
   */
  @Nullable PeerRecords read() throws IOException {
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new DecodeException(file + " is too large");
      }
      return decode(Json.parse(Files.readAllBytes(file)));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  /**
   * Replaces the file.
   *
   * @throws IOException when it cannot be written; the file is what it was
   */
  void write(PeerRecords records) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Path part = file.resolveSibling(file.getFileName() + ".tmp");
    try (FileChannel channel =
        FileChannel.open(
            part,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.TRUNCATE_EXISTING)) {
      ByteBuffer buffer =
          ByteBuffer.wrap(encode(records).toString().getBytes(StandardCharsets.UTF_8));
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static ObjectNode encode(PeerRecords records) {
    ObjectNode out = Json.object();
    out.put("savedAt", records.savedAtMillis());
    ObjectNode seen = out.putObject("seen");
    records.seen().forEach((address, at) -> seen.put(address.toString(), at.longValue()));
    ObjectNode scores = out.putObject("scores");
    records
        .scores()
        .forEach((peer, score) -> {
          ObjectNode counts = scores.putObject(peer.toString());
          counts.put("behaviour", score.behaviourCount());
          counts.put("errors", score.errors());
          counts.put("rejected", score.rejected());
        });
    ObjectNode peerBans = out.putObject("peerBans");
    records.peerBans().forEach((peer, until) -> peerBans.put(peer.toString(), until.longValue()));
    ObjectNode addressBans = out.putObject("addressBans");
    records
        .addressBans()
        .forEach((address, until) -> addressBans.put(address.toHex(), until.longValue()));
    ArrayNode peers = out.putArray("blockedPeers");
    records.blockedPeers().forEach(peer -> peers.add(peer.toString()));
    ArrayNode addresses = out.putArray("blockedAddresses");
    records.blockedAddresses().forEach(address -> addresses.add(address.toHex()));
    ArrayNode subnets = out.putArray("blockedSubnets");
    records
        .blockedSubnets()
        .forEach(subnet -> subnets.add(subnet.address().toHex() + "/" + subnet.bits()));
    return out;
  }

  private static PeerRecords decode(JsonNode in) {
    return new PeerRecords(
        in.path("savedAt").longValue(),
        times(in.path("seen"), PeerAddress::parse),
        scores(in.path("scores")),
        times(in.path("peerBans"), PeerId::parse),
        times(in.path("addressBans"), Bytes::fromHex),
        list(in.path("blockedPeers"), PeerId::parse),
        list(in.path("blockedAddresses"), Bytes::fromHex),
        list(in.path("blockedSubnets"), PeerRecordsFile::subnet));
  }

  private static PeerGate.Subnet subnet(String text) {
    int slash = text.indexOf('/');
    try {
      return new PeerGate.Subnet(
          Bytes.fromHex(text.substring(0, Math.max(0, slash))),
          Integer.parseInt(text.substring(slash + 1)));
    } catch (NumberFormatException e) {
      throw new DecodeException("not a subnet: " + text);
    }
  }

  private static <K> Map<K, Long> times(JsonNode in, Function<String, K> key) {
    Map<K, Long> out = new HashMap<>();
    in.properties().forEach(entry -> out.put(key.apply(entry.getKey()), number(entry.getValue())));
    return out;
  }

  private static long number(JsonNode in) {
    if (!in.isIntegralNumber()) {
      throw new DecodeException("not a time: " + in);
    }
    return in.longValue();
  }

  private static Map<PeerId, PeerScore> scores(JsonNode in) {
    Map<PeerId, PeerScore> out = new HashMap<>();
    in.properties()
        .forEach(entry -> {
          JsonNode counts = entry.getValue();
          out.put(
              PeerId.parse(entry.getKey()),
              new PeerScore(
                  0,
                  0,
                  0,
                  0,
                  counts.path("behaviour").doubleValue(),
                  0,
                  counts.path("errors").doubleValue(),
                  counts.path("rejected").doubleValue()));
        });
    return out;
  }

  private static <T> List<T> list(JsonNode in, Function<String, T> read) {
    List<T> out = new ArrayList<>();
    for (JsonNode entry : in) {
      out.add(read.apply(entry.stringValue("")));
    }
    return out;
  }
}
