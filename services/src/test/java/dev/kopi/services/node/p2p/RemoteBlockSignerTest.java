package dev.kopi.services.node.p2p;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.core.crypto.ecdsa.PortableSecp256k1;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.p2p.block.BlockSignatures;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

class RemoteBlockSignerTest {
  private static final Secp256k1 CURVE = PortableSecp256k1.INSTANCE;
  private static final UInt256 CHAIN = UInt256.of(901);
  private static final PrivateKey KEY = PrivateKey.of(UInt256.of(77));

  private final AtomicReference<@Nullable JsonNode> asked = new AtomicReference<>();

  /** A signer with a key that answers in some form. */
  private final class Signer implements RpcClient {
    private final PrivateKey key;
    private final UnaryOperator<JsonNode> form;

    private Signer(PrivateKey key, UnaryOperator<JsonNode> form) {
      this.key = key;
      this.form = form;
    }

    @Override
    public JsonNode call(String method, JsonNode... params) {
      assertThat(method).isEqualTo("opsigner_signBlockPayload");
      asked.set(params[0]);
      byte[] hash = Base64.getDecoder().decode(params[0].get("payloadHash").stringValue());
      Hash signing = BlockSignatures.signingHash(CHAIN, Hash.of(hash));
      return form.apply(StringNode.valueOf(Bytes.wrap(CURVE.sign(signing, key).toArray()).toHex()));
    }

    @Override
    public List<Reply> batch(List<Call> calls) {
      throw new RpcTransportException("not a batch");
    }

    @Override
    public void close() {}
  }

  private static RemoteBlockSigner signer(RpcClient client) {
    return new RemoteBlockSigner(client, CURVE.address(KEY));
  }

  private static byte[] message() {
    byte[] message = new byte[BlockSignatures.BYTES + 100];
    message[80] = 7;
    return message;
  }

  @Test
  void putsTheSignatureThatAKeyWouldMakeInFront() {
    byte[] remote = message();
    signer(new Signer(KEY, signature -> signature)).sign(remote, CHAIN, CURVE);
    byte[] local = message();
    BlockSignatures.sign(local, CHAIN, KEY, CURVE);
    assertThat(remote).isEqualTo(local);
  }

  @Test
  void asksInTheFormOfOpNode() {
    signer(new Signer(KEY, signature -> signature)).sign(message(), CHAIN, CURVE);
    JsonNode request = asked.get();
    assertThat(request).isNotNull();
    assertThat(request.get("domain").size()).isEqualTo(32);
    assertThat(request.get("chainId").intValue()).isEqualTo(901);
    assertThat(Address.fromHex(request.get("senderAddress").stringValue()))
        .isEqualTo(CURVE.address(KEY));
  }

  @Test
  void takesASignatureInAnObject() {
    byte[] message = message();
    signer(new Signer(KEY, signature -> Json.object().set("signature", signature)))
        .sign(message, CHAIN, CURVE);
    assertThat(BlockSignatures.signer(message, CHAIN, CURVE)).isEqualTo(CURVE.address(KEY));
  }

  @Test
  void doesNotUseTheSignatureOfAnotherKey() {
    RemoteBlockSigner wrong =
        signer(new Signer(PrivateKey.of(UInt256.of(78)), signature -> signature));
    byte[] message = message();
    assertThatThrownBy(() -> wrong.sign(message, CHAIN, CURVE))
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("did not sign by the key of");
    assertThat(message).isEqualTo(message());
  }

  @Test
  void reportsAnAnswerThatIsNoSignature() {
    RemoteBlockSigner wrong = signer(new Signer(KEY, signature -> StringNode.valueOf("0x1234")));
    assertThatThrownBy(() -> wrong.sign(message(), CHAIN, CURVE))
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("2 bytes");
  }
}
