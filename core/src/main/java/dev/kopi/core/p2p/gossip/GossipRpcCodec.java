package dev.kopi.core.p2p.gossip;

import dev.kopi.core.p2p.gossip.GossipRpc.Control;
import dev.kopi.core.p2p.gossip.GossipRpc.Ihave;
import dev.kopi.core.p2p.gossip.GossipRpc.Prune;
import dev.kopi.core.p2p.gossip.GossipRpc.Published;
import dev.kopi.core.p2p.gossip.GossipRpc.Subscription;
import dev.kopi.core.p2p.protobuf.ProtoReader;
import dev.kopi.core.p2p.protobuf.ProtoWriter;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.util.ArrayList;
import java.util.List;

/**
 * The protobuf of {@link GossipRpc}. What is beyond the limits is malformed.
 *
 * @see <a href="https://github.com/libp2p/specs/tree/master/pubsub">libp2p pubsub</a>
 */
public final class GossipRpcCodec {
  /** The most bytes of an RPC. */
  public static final int MAX_BYTES = 10 << 20;

  private static final int MAX_SUBSCRIPTIONS = 256;
  private static final int MAX_MESSAGES = 1_024;
  private static final int MAX_CONTROLS = 256;
  private static final int MAX_IDS = 20_000;
  private static final int MAX_ID_BYTES = 64;

  private GossipRpcCodec() {}

  /** The protobuf, its length as a varint in front. */
  public static byte[] encode(GossipRpc rpc) {
    int size = 64;
    for (Published message : rpc.messages()) {
      size += message.data().size() + message.topic().length() + 32;
    }
    ProtoWriter out = new ProtoWriter(size);
    for (Subscription subscription : rpc.subscriptions()) {
      out.message(1, new ProtoWriter().bool(1, subscription.joins()).text(2, subscription.topic()));
    }
    for (Published message : rpc.messages()) {
      out.message(
          2,
          new ProtoWriter(message.data().size() + 96)
              .bytes(2, message.data())
              .text(4, message.topic()));
    }
    if (!rpc.control().isEmpty()) {
      out.message(3, control(rpc.control()));
    }
    return out.delimited();
  }

  private static ProtoWriter control(Control control) {
    ProtoWriter out = new ProtoWriter();
    for (Ihave ihave : control.ihave()) {
      ProtoWriter entry = new ProtoWriter().text(1, ihave.topic());
      ihave.ids().forEach(id -> entry.bytes(2, id));
      out.message(1, entry);
    }
    if (!control.iwant().isEmpty()) {
      out.message(2, ids(control.iwant()));
    }
    control.graft().forEach(topic -> out.message(3, new ProtoWriter().text(1, topic)));
    for (Prune prune : control.prune()) {
      out.message(4, new ProtoWriter().text(1, prune.topic()).number(3, prune.backoffSeconds()));
    }
    if (!control.idontwant().isEmpty()) {
      out.message(5, ids(control.idontwant()));
    }
    return out;
  }

  private static ProtoWriter ids(List<Bytes> ids) {
    ProtoWriter out = new ProtoWriter(ids.size() * 24);
    ids.forEach(id -> out.bytes(1, id));
    return out;
  }

  /**
   * Reads the protobuf, without the length in front.
   *
   * @throws DecodeException when it is malformed or beyond a limit
   */
  public static GossipRpc decode(byte[] encoded) {
    List<Subscription> subscriptions = new ArrayList<>();
    List<Published> messages = new ArrayList<>();
    Lists control = new Lists();
    ProtoReader in = new ProtoReader(encoded);
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> add(subscriptions, subscription(in.message()), MAX_SUBSCRIPTIONS);
        case 2 -> add(messages, message(in.message()), MAX_MESSAGES);
        case 3 -> control.read(in.message());
        default -> in.skip();
      }
    }
    return new GossipRpc(subscriptions, messages, control.control());
  }

  private static Subscription subscription(ProtoReader in) {
    boolean joins = false;
    String topic = "";
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 1 -> joins = in.bool();
        case 2 -> topic = in.text();
        default -> in.skip();
      }
    }
    return new Subscription(topic, joins);
  }

  private static Published message(ProtoReader in) {
    Bytes data = Bytes.EMPTY;
    String topic = "";
    boolean anonymous = true;
    for (int field = in.next(); field != 0; field = in.next()) {
      switch (field) {
        case 2 -> data = in.bytes();
        case 4 -> topic = in.text();
        default -> {
          // 1 author, 3 sequence number, 5 signature, 6 key
          anonymous &= field > 6;
          in.skip();
        }
      }
    }
    return new Published(topic, data, anonymous);
  }

  private static <T> void add(List<T> list, T value, int max) {
    if (list.size() >= max) {
      throw new DecodeException("gossip: too many entries");
    }
    list.add(value);
  }

  private static final class Lists {
    private final List<Ihave> ihave = new ArrayList<>();
    private final List<Bytes> iwant = new ArrayList<>();
    private final List<String> graft = new ArrayList<>();
    private final List<Prune> prune = new ArrayList<>();
    private final List<Bytes> idontwant = new ArrayList<>();
    private int ids;

    private void read(ProtoReader in) {
      for (int field = in.next(); field != 0; field = in.next()) {
        switch (field) {
          case 1 -> ihave(in.message());
          case 2 -> ids(in.message(), iwant);
          case 3 -> add(graft, prune(in.message()).topic(), MAX_CONTROLS);
          case 4 -> add(prune, prune(in.message()), MAX_CONTROLS);
          case 5 -> ids(in.message(), idontwant);
          default -> in.skip();
        }
      }
    }

    private void ihave(ProtoReader in) {
      String topic = "";
      List<Bytes> found = new ArrayList<>();
      for (int field = in.next(); field != 0; field = in.next()) {
        switch (field) {
          case 1 -> topic = in.text();
          case 2 -> id(in, found);
          default -> in.skip();
        }
      }
      add(ihave, new Ihave(topic, found), MAX_CONTROLS);
    }

    private void ids(ProtoReader in, List<Bytes> target) {
      for (int field = in.next(); field != 0; field = in.next()) {
        if (field == 1) {
          id(in, target);
        } else {
          in.skip();
        }
      }
    }

    private void id(ProtoReader in, List<Bytes> target) {
      Bytes id = in.bytes();
      if (id.size() > MAX_ID_BYTES || ++ids > MAX_IDS) {
        throw new DecodeException("gossip: too many ids, or too long ones");
      }
      target.add(id);
    }

    /** The entries of GRAFT and PRUNE; the peers to connect to are passed over. */
    private static Prune prune(ProtoReader in) {
      String topic = "";
      long backoff = 0;
      for (int field = in.next(); field != 0; field = in.next()) {
        switch (field) {
          case 1 -> topic = in.text();
          case 3 -> backoff = in.number();
          default -> in.skip();
        }
      }
      return new Prune(topic, backoff);
    }

    private Control control() {
      return new Control(ihave, iwant, graft, prune, idontwant);
    }
  }
}
