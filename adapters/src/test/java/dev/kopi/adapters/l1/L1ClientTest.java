package dev.kopi.adapters.l1;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.derivation.ResetException;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.NullNode;
import tools.jackson.databind.node.ObjectNode;

class L1ClientTest {
  private static final String EMPTY_ROOT =
      "0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421";

  private final Map<String, JsonNode> answers = new HashMap<>();
  private final L1Client client = new L1Client(new EthClient(this::answer), false, 100);
  private int calls;

  @Test
  void asksForABlockOnceAndAnswersFromMemoryAfterwards() {
    Header header = block(Hash.fromHex(EMPTY_ROOT));
    assertThat(client.blockByNumber(7)).isNotNull();
    assertThat(client.header(header.hash())).isEqualTo(header);
    assertThat(calls).isEqualTo(1);
    assertThat(client.transactions(header.hash())).isEmpty();
    assertThat(client.transactions(header.hash())).isEmpty();
    assertThat(calls).isEqualTo(2);
  }

  @Test
  void doesNotBelieveListsThatDoNotHaveTheHeadersRoot() {
    Header header = block(Hash.ZERO);
    assertThatThrownBy(() -> client.transactions(header.hash()))
        .isInstanceOf(TemporaryException.class)
        .hasMessageContaining("the header has");
    L1Client trusting = new L1Client(new EthClient(this::answer), true, 100);
    assertThat(trusting.transactions(header.hash())).isEmpty();
  }

  @Test
  void asksForAResetWhenTheBlockIsUnknown() {
    assertThatThrownBy(() -> client.header(Hash.ZERO)).isInstanceOf(ResetException.class);
    assertThat(client.blockByNumber(99)).isNull();
  }

  @Test
  void failsForTheMomentWhenTheNodeIsAway() {
    L1Client away =
        new L1Client(
            new EthClient((method, params) -> {
              throw new RpcTransportException("not there");
            }),
            false,
            100);
    assertThatThrownBy(away::head).isInstanceOf(TemporaryException.class);
  }

  private Header block(Hash transactionsRoot) {
    Header header =
        new HeaderBuilder()
            .number(7)
            .timestampSeconds(70)
            .baseFeePerGas(UInt256.of(9))
            .transactionsRoot(transactionsRoot)
            .build();
    ObjectNode json =
        Json.object()
            .put("hash", header.hash().toHex())
            .put("parentHash", header.parentHash().toHex())
            .put("sha3Uncles", header.unclesHash().toHex())
            .put("miner", header.beneficiary().toHex())
            .put("stateRoot", header.stateRoot().toHex())
            .put("transactionsRoot", header.transactionsRoot().toHex())
            .put("receiptsRoot", header.receiptsRoot().toHex())
            .put("logsBloom", header.logsBloom().toHex())
            .put("difficulty", "0x0")
            .put("number", "0x7")
            .put("gasLimit", "0x0")
            .put("gasUsed", "0x0")
            .put("timestamp", "0x46")
            .put("extraData", "0x")
            .put("mixHash", header.mixHash().toHex())
            .put("nonce", "0x0000000000000000")
            .put("baseFeePerGas", "0x9");
    json.set("transactions", Json.array());
    answers.put("0x7", json);
    answers.put(header.hash().toHex(), json);
    return header;
  }

  private JsonNode answer(String method, JsonNode... params) {
    calls++;
    JsonNode found = answers.get(params[0].stringValue());
    return found == null ? NullNode.getInstance() : found;
  }
}
