package dev.kopi.apps.dashboard;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.derivation.ProtocolLimits;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.derivation.batch.Batch;
import dev.kopi.core.derivation.batch.BatchDecoder;
import dev.kopi.core.derivation.batch.SingularBatch;
import dev.kopi.core.derivation.batch.SpanBatch;
import dev.kopi.core.derivation.channel.Channel;
import dev.kopi.core.derivation.channel.ChannelFault;
import dev.kopi.core.derivation.channel.ChannelId;
import dev.kopi.core.derivation.channel.ChannelOpener;
import dev.kopi.core.derivation.channel.ChannelReader;
import dev.kopi.core.derivation.channel.Frame;
import dev.kopi.core.derivation.channel.FrameFault;
import dev.kopi.core.derivation.pipeline.BlobDecoding;
import dev.kopi.core.derivation.source.BlobSource;
import dev.kopi.core.derivation.source.BlobSource.BlobId;
import dev.kopi.core.primitives.ByteRange;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.rollup.L1BlockRef;
import dev.kopi.core.rollup.RollupConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Opens the batcher's transactions with derivation's own decoders: frames, channels, batches. Keeps
 * the newest transactions and channels, both bounded. Of one thread.
 *
 * <p>The rules that compare a batch with the chain (its epoch, its parent, the sequencing window)
 * are derivation's alone; here stands what can be told from the data.
 */
final class BatchBook {
  private static final int MOST = 64;
  private static final int MAX_BLOCKS_SHOWN = 512;

  private final RollupConfig config;
  private final @Nullable BlobSource blobs;
  private final ChannelOpener opener;
  private final Map<String, ObjectNode> transactions = bounded();
  private final Map<ChannelId, Channel> open = bounded();
  private final Map<ChannelId, ObjectNode> channels = bounded();

  BatchBook(RollupConfig config, @Nullable BlobSource blobs, Bytes brotliDictionary) {
    this.config = config;
    this.blobs = blobs;
    this.opener = new ChannelOpener(brotliDictionary);
  }

  private static <K, V> Map<K, V> bounded() {
    return new LinkedHashMap<>() {
      @Override
      protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
        return size() > MOST;
      }
    };
  }

  /** Opens what the batcher sent in a block of L1, given with its transactions. */
  void read(JsonNode block) {
    L1BlockRef ref =
        new L1BlockRef(
            JsonFields.hash(block, "hash"),
            JsonFields.quantity(block, "number"),
            JsonFields.hash(block, "parentHash"),
            JsonFields.quantity(block, "timestamp"));
    int blobIndex = 0;
    for (JsonNode transaction : block.path("transactions")) {
      List<BlobId> ids = new ArrayList<>();
      for (JsonNode hash : transaction.path("blobVersionedHashes")) {
        ids.add(new BlobId(blobIndex++, JsonFields.asHash(hash, "blob hash")));
      }
      if (config.batchInbox().toHex().equalsIgnoreCase(transaction.path("to").asString(""))) {
        open(ref, transaction, ids);
      }
    }
  }

  private void open(L1BlockRef block, JsonNode transaction, List<BlobId> ids) {
    Bytes input = JsonFields.bytes(transaction, "input");
    String hash = JsonFields.hash(transaction, "hash").toHex();
    ObjectNode out = Json.object();
    out.put("hash", hash).put("l1Block", block.number());
    out.put("from", JsonFields.address(transaction, "from").toHex());
    out.put("carrier", ids.isEmpty() ? "calldata" : "blobs");
    out.put("blobs", ids.size()).put("bytes", ids.isEmpty() ? input.size() : ids.size() * 131_072);
    ArrayNode frames = out.putArray("frames");
    ArrayNode dropped = out.putArray("dropped");
    transactions.put(hash, out);
    for (Bytes data : data(block, input, ids, dropped)) {
      try {
        for (Frame frame : Frame.parseAll(data)) {
          frames.add(frame(block, frame, hash));
        }
      } catch (DecodeException e) {
        dropped.add(String.valueOf(e.getMessage()));
      }
    }
  }

  private List<Bytes> data(L1BlockRef block, Bytes input, List<BlobId> ids, ArrayNode dropped) {
    if (ids.isEmpty()) {
      return List.of(input);
    }
    BlobSource source = blobs;
    if (source == null) {
      dropped.add("the blobs are not read: no beacon node was given");
      return List.of();
    }
    List<Bytes> out = new ArrayList<>();
    try {
      for (Bytes blob : source.blobs(block, ids)) {
        out.add(BlobDecoding.decode(blob));
      }
    } catch (DecodeException | TemporaryException | ResetException e) {
      dropped.add(String.valueOf(e.getMessage()));
    }
    return out;
  }

  private ObjectNode frame(L1BlockRef block, Frame frame, String transaction) {
    boolean inOrder = config.isActive(OpFork.HOLOCENE, block.timestampSeconds());
    Channel channel =
        open.computeIfAbsent(frame.channel(), id -> new Channel(id, block.number(), inOrder));
    ObjectNode shown =
        channels.computeIfAbsent(
            frame.channel(),
            id -> {
              ObjectNode made = Json.object().put("id", id.toBytes().toHex());
              made.putArray("transactions");
              return made.put("opened", block.number()).put("complete", false);
            });
    FrameFault fault = channel.add(frame);
    ObjectNode out = Json.object();
    out.put("channel", frame.channel().toBytes().toHex()).put("number", frame.number());
    out.put("bytes", frame.data().size()).put("last", frame.isLast());
    if (fault != null) {
      out.put("dropped", words(fault));
    } else {
      ArrayNode carriers = (ArrayNode) shown.get("transactions");
      if (carriers.isEmpty() || !carriers.get(carriers.size() - 1).asString().equals(transaction)) {
        carriers.add(transaction);
      }
      shown.put("frames", channel.frameCount());
    }
    if (channel.isComplete()) {
      open.remove(frame.channel());
      complete(block, channel.data(), shown);
    }
    return out;
  }

  private void complete(L1BlockRef block, Bytes data, ObjectNode shown) {
    shown.put("complete", true).put("bytes", data.size()).put("closed", block.number());
    ArrayNode batches = shown.putArray("batches");
    long time = block.timestampSeconds();
    switch (opener.open(
        data,
        ProtocolLimits.maxRlpBytesPerChannel(config, time),
        config.isActive(OpFork.FJORD, time))) {
      case ChannelOpener.Opened.Failed(ChannelFault fault) -> shown.put("dropped", words(fault));
      case ChannelOpener.Opened.Reader(ChannelReader reader) ->
          batches(reader, time, shown, batches);
    }
  }

  private void batches(ChannelReader reader, long time, ObjectNode shown, ArrayNode batches) {
    long raw = 0;
    int blocks = 0;
    try {
      for (ByteRange range = reader.next(); range != null; range = reader.next()) {
        raw += range.size();
        BatchDecoder.Decoded decoded =
            BatchDecoder.decode(config, config.isActive(OpFork.DELTA, time), range);
        ObjectNode out = Json.object().put("bytes", range.size());
        if (decoded instanceof BatchDecoder.Decoded.Read(Batch batch)) {
          ArrayNode list = out.putArray("blocks");
          if (blocks < MAX_BLOCKS_SHOWN) {
            blocks += write(batch, out, list);
          }
        } else {
          out.put("dropped", "a span batch that cannot be used");
        }
        batches.add(out);
      }
      if (!reader.isAtEnd()) {
        shown.put("dropped", words(ChannelFault.CUT_OFF));
      }
    } catch (DecodeException e) {
      shown.put("dropped", words(ChannelFault.MALFORMED_BATCH) + ": " + e.getMessage());
    }
    shown.put("rawBytes", raw);
  }

  private int write(Batch batch, ObjectNode out, ArrayNode list) {
    switch (batch) {
      case SingularBatch one -> {
        out.put("type", "singular");
        list.add(block(one.timestampSeconds(), one.epoch().number(), one.transactions()));
      }
      case SpanBatch span -> {
        out.put("type", "span");
        span.blocks().stream()
            .limit(MAX_BLOCKS_SHOWN)
            .forEach(b -> list.add(block(b.timestampSeconds(), b.epochNumber(), b.transactions())));
      }
    }
    return list.size();
  }

  private ObjectNode block(long time, long epoch, List<Bytes> transactions) {
    long bytes = transactions.stream().mapToLong(Bytes::size).sum();
    return Json.object()
        .put("number", config.blockNumberAt(time))
        .put("time", time)
        .put("epoch", epoch)
        .put("txs", transactions.size())
        .put("bytes", bytes);
  }

  private static String words(Enum<?> fault) {
    return fault.name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  /** Both lists, oldest first. */
  void writeTo(ObjectNode out) {
    ArrayNode all = out.putArray("batches");
    transactions.values().forEach(all::add);
    ArrayNode opened = out.putArray("channels");
    channels.values().forEach(opened::add);
  }
}
