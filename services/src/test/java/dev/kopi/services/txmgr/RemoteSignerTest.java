package dev.kopi.services.txmgr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.TransactionSigner;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What a signer elsewhere answers is not trusted. */
class RemoteSignerTest {
  private static final Secp256k1 SECP256K1 = NativeCrypto.create().secp256k1();
  private static final PrivateKey KEY = PrivateKey.of(UInt256.of(77));
  private static final Address ACCOUNT = SECP256K1.address(KEY);

  private static Transaction transfer(long value) {
    return new Transaction.DynamicFee(
        UInt256.of(900),
        3,
        UInt256.ONE,
        UInt256.of(9),
        21_000,
        ACCOUNT,
        UInt256.of(value),
        Bytes.EMPTY,
        List.of(),
        TransactionSigner.NONE);
  }

  private static RemoteSigner answering(JsonNode answer) {
    RpcClient rpc =
        new RpcClient() {
          @Override
          public List<Reply> batch(List<Call> calls) {
            return List.of(new Reply(answer, null));
          }

          @Override
          public void close() {}
        };
    return new RemoteSigner(rpc, "http://signer", ACCOUNT, SECP256K1);
  }

  private static JsonNode signed(Transaction unsigned, PrivateKey key) {
    return JsonValues.data(
        TransactionCodec.encode(TransactionSigner.sign(unsigned, SECP256K1, key)));
  }

  @Test
  void takesTheTransactionSignedByTheAccount() {
    assertThat(answering(signed(transfer(1), KEY)).sign(transfer(1)))
        .isEqualTo(TransactionSigner.sign(transfer(1), SECP256K1, KEY));
  }

  @Test
  void refusesAnotherTransaction() {
    assertThatThrownBy(() -> answering(signed(transfer(2), KEY)).sign(transfer(1)))
        .isInstanceOf(RpcTransportException.class)
        .hasMessage("the signer http://signer signed another transaction");
  }

  @Test
  void refusesTheSignatureOfAnotherKey() {
    PrivateKey other = PrivateKey.of(UInt256.of(78));
    assertThatThrownBy(() -> answering(signed(transfer(1), other)).sign(transfer(1)))
        .isInstanceOf(RpcTransportException.class)
        .hasMessageContaining("signed with the key of " + SECP256K1.address(other));
  }

  @Test
  void refusesWhatIsNoTransaction() {
    for (JsonNode answer :
        List.of(JsonValues.nothing(), JsonValues.text("0x"), JsonValues.text("0x02c0"))) {
      assertThatThrownBy(() -> answering(answer).sign(transfer(1)))
          .isInstanceOf(RpcTransportException.class)
          .hasMessageContaining("answers no transaction");
    }
  }
}
