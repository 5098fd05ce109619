package dev.kopi.tests.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.kopi.adapters.compression.SnappyFrames;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.p2p.host.IdentifyInfo;
import dev.kopi.adapters.p2p.payload.PayloadByNumber;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.compress.SnappyBlock;
import dev.kopi.core.crypto.ecdsa.PortableSecp256k1;
import dev.kopi.core.p2p.block.BlockSignatures;
import dev.kopi.core.p2p.block.BlockVersion;
import dev.kopi.core.p2p.block.GossipChain;
import dev.kopi.core.p2p.block.PayloadSsz;
import dev.kopi.core.p2p.gossip.GossipRpc;
import dev.kopi.core.p2p.gossip.GossipRpcCodec;
import dev.kopi.core.p2p.peer.DerSignature;
import dev.kopi.core.p2p.peer.PeerAddress;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.p2p.peer.PeerKey;
import dev.kopi.core.p2p.record.NodeRecord;
import dev.kopi.core.p2p.record.OpStackEntry;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What peers send, changed: each decoder answers by a value or by {@link DecodeException}, and
 * takes memory in proportion to the input. With {@code -Dkopi.all=true} ten million inputs.
 */
class PeerToPeerFuzzTest {
  private static final int INPUTS = Vectors.all() ? 10_000_000 : 100_000;

  /** Snappy may multiply by 64, and an object for an empty transaction takes 6 bytes for one. */
  private static final long BYTES_EACH = 1_200;

  private static final long BYTES_ALWAYS = 1 << 20;
  private static final int MAX_INPUT = 4_000;

  private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private final Random random = new Random(16);
  private int accepted;

  private record Decoder(String name, List<Bytes> samples, Consumer<byte[]> decode) {}

  @Test
  void changedInputIsDecodedOrRefused() throws IOException {
    List<Decoder> decoders = decoders();
    long thread = Thread.currentThread().threadId();
    for (int i = 0; i < INPUTS; i++) {
      Decoder decoder = decoders.get(i % decoders.size());
      byte[] input =
          mutated(decoder.samples().get(random.nextInt(decoder.samples().size())).toArray());
      long before = threads.getThreadAllocatedBytes(thread);
      try {
        decoder.decode().accept(input);
        accepted++;
      } catch (DecodeException e) {
        assertThat(e).hasMessageMatching("(?s).+");
      } catch (RuntimeException e) {
        throw new AssertionError(decoder.name() + ": " + Bytes.wrap(input).toHex(), e);
      }
      long taken = threads.getThreadAllocatedBytes(thread) - before;
      assertThat(taken).as(decoder.name()).isLessThan(BYTES_ALWAYS + BYTES_EACH * input.length);
    }
    assertThat(accepted).isBetween(INPUTS / 100, INPUTS * 99 / 100);
    System.out.println("p2p: " + INPUTS + " changed inputs, " + accepted + " decoded");
  }

  private byte[] mutated(byte[] in) {
    byte[] out = random.nextInt(20) == 0 ? new byte[random.nextInt(64)] : in.clone();
    if (out != in && out.length != in.length) {
      random.nextBytes(out);
    }
    int changes = random.nextInt(4);
    for (int i = 0; i < changes && out.length > 0; i++) {
      int at = random.nextInt(out.length);
      switch (random.nextInt(5)) {
        case 0 -> out[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> out[at] = (byte) random.nextInt();
        case 2 -> out = Arrays.copyOf(out, at);
        case 3 -> Arrays.fill(out, at, Math.min(out.length, at + 4), (byte) 0xff);
        default -> {
          byte[] longer = Arrays.copyOf(out, out.length + 1 + random.nextInt(8));
          System.arraycopy(out, at, longer, longer.length - (out.length - at), out.length - at);
          out = longer;
        }
      }
    }
    return out;
  }

  private static List<Decoder> decoders() throws IOException {
    List<Bytes> messages = new ArrayList<>();
    for (int version = 1; version <= 4; version++) {
      for (JsonNode recorded : cases("blocks-v" + version + ".json.gz")) {
        Bytes data = Bytes.fromHex(recorded.get("messages").get(0).get("data").asString());
        if (data.size() <= MAX_INPUT) {
          messages.add(data);
        }
      }
    }
    List<Bytes> plain = new ArrayList<>();
    for (Bytes message : messages) {
      try {
        byte[] decoded = SnappyBlock.decode(message.toArray(), 1 << 20);
        if (decoded.length > BlockSignatures.BYTES && decoded.length <= MAX_INPUT) {
          plain.add(Bytes.wrap(decoded));
        }
      } catch (DecodeException e) {
        // Recorded as malformed.
      }
    }
    List<Bytes> responses = new ArrayList<>();
    for (JsonNode recorded : cases("payload-by-number.json.gz")) {
      responses.add(Bytes.fromHex(recorded.get("response").asString()));
    }
    List<Bytes> records = new ArrayList<>();
    List<Bytes> texts = new ArrayList<>();
    for (JsonNode recorded : cases("enr.json.gz")) {
      records.add(Bytes.fromHex(recorded.get("rlp").asString()));
      texts.add(Bytes.wrap(recorded.get("text").asString().getBytes(StandardCharsets.US_ASCII)));
    }
    GossipChain chain =
        new GossipChain(
            UInt256.of(907),
            5,
            1_700_001_000,
            2,
            new OpSpec(
                Map.of(
                    OpFork.CANYON,
                    1_700_002_000L,
                    OpFork.ECOTONE,
                    1_700_003_000L,
                    OpFork.ISTHMUS,
                    1_700_005_000L),
                6,
                50,
                250));
    return List.of(
        new Decoder("snappy", messages, in -> SnappyBlock.decode(in, 10 << 20)),
        new Decoder("ssz v1", plain, in -> ssz(in, BlockVersion.V1)),
        new Decoder("ssz v4", plain, in -> ssz(in, BlockVersion.V4)),
        new Decoder("frames", responses, in -> SnappyFrames.decode(in, 0, 10 << 20)),
        new Decoder("response", responses, in -> PayloadByNumber.read(in, 2065, chain)),
        new Decoder("rpc", rpcs(plain), GossipRpcCodec::decode),
        new Decoder("identify", identities(), IdentifyInfo::decode),
        new Decoder("key", keys(), in -> PeerKey.decode(Bytes.wrap(in))),
        new Decoder("id", keys(), in -> new PeerId(Bytes.wrap(in)).key()),
        new Decoder("signature", signatures(), DerSignature::decode),
        new Decoder(
            "record", records, in -> NodeRecord.decode(Bytes.wrap(in), PortableSecp256k1.INSTANCE)),
        new Decoder(
            "record as text",
            texts,
            in ->
                NodeRecord.parse(
                    new String(in, StandardCharsets.ISO_8859_1), PortableSecp256k1.INSTANCE)),
        new Decoder(
            "entry",
            List.of(Bytes.fromHex("0x8b0700"), new OpStackEntry(-1, -1).encode()),
            in -> OpStackEntry.decode(Bytes.wrap(in))),
        new Decoder(
            "address",
            List.of(address("/ip4/127.0.0.1/tcp/9222"), address("/dns4/a.example/tcp/1")),
            in -> PeerAddress.parse(new String(in, StandardCharsets.ISO_8859_1))));
  }

  private static void ssz(byte[] in, BlockVersion version) {
    if (in.length > BlockSignatures.BYTES) {
      PayloadSsz.decode(in, BlockSignatures.BYTES, version);
    }
  }

  private static Bytes address(String text) {
    return Bytes.wrap(text.getBytes(StandardCharsets.US_ASCII));
  }

  private static List<Bytes> rpcs(List<Bytes> data) {
    Bytes id = Bytes.fromHex("0x0102030405060708090a0b0c0d0e0f1011121314");
    List<Bytes> out = new ArrayList<>();
    for (Bytes one : data.subList(0, 10)) {
      GossipRpc rpc =
          new GossipRpc(
              GossipRpc.subscribe(List.of("/a", "/b")).subscriptions(),
              List.of(new GossipRpc.Published("/a", one, true)),
              new GossipRpc.Control(
                  List.of(new GossipRpc.Ihave("/a", List.of(id, id))),
                  List.of(id),
                  List.of("/a"),
                  List.of(new GossipRpc.Prune("/b", 60)),
                  List.of(id)));
      byte[] encoded = GossipRpcCodec.encode(rpc);
      out.add(Bytes.copyOf(encoded, 2, encoded.length - 2));
    }
    return out;
  }

  private static List<Bytes> identities() {
    return List.of(
        Bytes.wrap(
            new IdentifyInfo(
                    keys().getFirst(),
                    List.of(Bytes.fromHex("0x047f000001062406")),
                    List.of("/ipfs/id/1.0.0", "/meshsub/1.1.0"),
                    Bytes.EMPTY,
                    "ipfs/0.1.0",
                    "kopi")
                .encode()));
  }

  private static List<Bytes> keys() {
    return List.of(
        Bytes.fromHex(
            "0x08021221037777e994e452c21604f91de093ce415f5432f701dd8cd1a7a6fea0e630bfca99"),
        Bytes.fromHex(
            "0x080112201ed1e8fae2c4a144b8be8fd4b47bf3d3b34b871c3cacf6010f0e42d474fce27e"));
  }

  private static List<Bytes> signatures() {
    return List.of(
        Bytes.wrap(new DerSignature(UInt256.MAX, UInt256.ONE).encode()),
        Bytes.wrap(new DerSignature(UInt256.of(128), UInt256.MAX).encode()));
  }

  private static JsonNode cases(String name) throws IOException {
    try (ZipFile zip = new ZipFile(Vectors.path("gossip.zip").toFile());
        InputStream in = new GZIPInputStream(zip.getInputStream(zip.getEntry(name)))) {
      return Json.parse(in.readAllBytes()).get("cases");
    }
  }
}
