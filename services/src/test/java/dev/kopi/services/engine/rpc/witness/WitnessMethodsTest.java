package dev.kopi.services.engine.rpc.witness;

import static dev.kopi.services.engine.EngineRig.ALICE;
import static dev.kopi.services.engine.EngineRig.CONTRACT;
import static dev.kopi.services.engine.EngineRig.CRYPTO;
import static dev.kopi.services.engine.EngineRig.deposit;
import static dev.kopi.services.engine.EngineRig.opAttributes;
import static dev.kopi.services.engine.EngineRig.transfer;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.eth.EngineJson;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.block.BlockResult;
import dev.kopi.core.execution.stateless.DerivedBlocks;
import dev.kopi.core.execution.stateless.StatelessExecutor;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.trie.Preimages;
import dev.kopi.core.trie.TrieStateView;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.RpcRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What hosts of fault-proof programs ask an engine. */
class WitnessMethodsTest {
  private final RpcRig rig =
      RpcRig.of(EngineRig.holocene(), new CallLimits(0, Duration.ofSeconds(5)));
  private Hash first = Hash.ZERO;
  private Hash second = Hash.ZERO;

  @BeforeEach
  void build() {
    EngineRig engine = rig.engine();
    first =
        engine
            .build(3, engine.genesis(), opAttributes(1001, true, deposit(1), transfer(ALICE, 0, 1)))
            .blockHash();
    second =
        engine
            .build(3, first, opAttributes(1002, true, deposit(2), transfer(ALICE, 1, 1)))
            .blockHash();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  @Test
  void aBlockExecutesOverItsWitness() {
    Block block = Objects.requireNonNull(rig.engine().store().block(second));
    JsonNode witness =
        rig.call("debug_executionWitness", "[\"0x" + Long.toHexString(block.number()) + "\"]");
    assertThat(executor(witness).validate(block)).isInstanceOf(BlockResult.Valid.class);
  }

  @Test
  void payloadAttributesExecuteOverTheirWitness() {
    PayloadAttributes attributes = opAttributes(1002, true, deposit(3), transfer(ALICE, 1, 2));
    JsonNode witness =
        rig.call(
            "debug_executePayload", "[\"" + first + "\"," + EngineJson.write(attributes) + "]");
    assertThat(executor(witness).build(attributes)).isInstanceOf(DerivedBlocks.Built.Sealed.class);
  }

  private StatelessExecutor executor(JsonNode witness) {
    Preimages preimages = new Preimages();
    for (String part : new String[] {"state", "codes"}) {
      JsonFields.list(witness, part, node -> JsonFields.asBytes(node, part))
          .forEach(preimages::add);
    }
    Header parent = Objects.requireNonNull(rig.engine().store().header(first));
    return new StatelessExecutor(
        EngineRig.holocene(), ExecutionResources.of(CRYPTO), parent, preimages);
  }

  @Test
  void aStateIsReadNodeByNodeFromItsRoot() {
    Header old = Objects.requireNonNull(rig.engine().store().header(first));
    TrieStateView state =
        new TrieStateView((owner, path, hash) -> get(hash.toBytes()), old.stateRoot(), this::code);
    assertThat(Objects.requireNonNull(state.account(EngineRig.address(ALICE))).nonce())
        .isEqualTo(1);
    Hash code = Keccak256.hash(Bytes.fromHex("0x00"));
    assertThat(Objects.requireNonNull(state.account(EngineRig.address(CONTRACT))).codeHash())
        .isEqualTo(code);
    assertThat(state.code(code)).isEqualTo(Bytes.fromHex("0x00"));
  }

  private Bytes code(Hash hash) {
    return get(Bytes.concat(Bytes.fromHex("0x63"), hash.toBytes()));
  }

  private Bytes get(Bytes key) {
    return JsonFields.asBytes(rig.call("debug_dbGet", "[\"" + key.toHex() + "\"]"), "value");
  }

  @Test
  void saysWhatItDoesNotKnow() {
    assertThatThrownBy(() -> get(Hash.ofWords(1, 2, 3, 4).toBytes()))
        .isInstanceOf(RpcException.class)
        .hasMessageContaining("not found");
    assertThatThrownBy(() -> get(Bytes.fromHex("0x0102"))).isInstanceOf(RpcException.class);
    assertThatThrownBy(() -> rig.call("debug_executionWitness", "[\"0x0\"]"))
        .isInstanceOf(RpcException.class);
    assertThatThrownBy(() -> rig.call("debug_executionWitness", "[\"0x99\"]"))
        .isInstanceOf(RpcException.class);
  }
}
