package dev.kopi.core.p2p.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.core.p2p.protobuf.ProtoWriter;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hex;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class GossipRpcCodecTest {
  private static final Bytes ID = Bytes.fromHex("0x0102030405060708090a0b0c0d0e0f1011121314");

  @Test
  void readsWhatItWrites() {
    GossipRpc rpc =
        new GossipRpc(
            List.of(
                new GossipRpc.Subscription("/a", true), new GossipRpc.Subscription("/b", false)),
            List.of(new GossipRpc.Published("/a", Bytes.fromHex("0x010203"), true)),
            new GossipRpc.Control(
                List.of(new GossipRpc.Ihave("/a", List.of(ID, ID))),
                List.of(ID),
                List.of("/a"),
                List.of(new GossipRpc.Prune("/b", 60)),
                List.of(ID)));
    byte[] encoded = GossipRpcCodec.encode(rpc);
    int header = encoded[0] < 0 ? 2 : 1;
    assertThat(GossipRpcCodec.decode(Arrays.copyOfRange(encoded, header, encoded.length)))
        .isEqualTo(rpc);
  }

  @Test
  void readsTheBytesOfASubscription() {
    assertThat(GossipRpcCodec.decode(Hex.decode("0a0608011202" + "2f61")))
        .isEqualTo(GossipRpc.subscribe(List.of("/a")));
  }

  @Test
  void marksAMessageWithAnAuthor() {
    byte[] signed =
        new ProtoWriter()
            .message(2, new ProtoWriter().text(4, "/a").bytes(2, new byte[3]).bytes(1, new byte[4]))
            .toArray();
    assertThat(GossipRpcCodec.decode(signed).messages().getFirst().anonymous()).isFalse();
  }

  @Test
  void refusesIdsThatAreTooLongOrTooMany() {
    byte[] tooLong =
        new ProtoWriter()
            .message(3, new ProtoWriter().message(2, new ProtoWriter().bytes(1, new byte[65])))
            .toArray();
    assertThatThrownBy(() -> GossipRpcCodec.decode(tooLong)).isInstanceOf(DecodeException.class);
    ProtoWriter ids = new ProtoWriter();
    for (int i = 0; i < 20_001; i++) {
      ids.bytes(1, ID);
    }
    byte[] tooMany = new ProtoWriter().message(3, new ProtoWriter().message(2, ids)).toArray();
    assertThatThrownBy(() -> GossipRpcCodec.decode(tooMany)).isInstanceOf(DecodeException.class);
  }

  @Test
  void refusesALengthBeyondTheEnd() {
    assertThatThrownBy(() -> GossipRpcCodec.decode(Hex.decode("12ffffffff0f")))
        .isInstanceOf(DecodeException.class);
  }
}
