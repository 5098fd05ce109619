package dev.kopi.services.engine.rpc.debug;

import static dev.kopi.services.engine.EngineRig.ALICE;
import static dev.kopi.services.engine.EngineRig.BOB;
import static dev.kopi.services.engine.EngineRig.CONTRACT;
import static dev.kopi.services.engine.EngineRig.TARGET;
import static dev.kopi.services.engine.EngineRig.deposit;
import static dev.kopi.services.engine.EngineRig.opAttributes;
import static dev.kopi.services.engine.EngineRig.transfer;
import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.engineapi.PayloadStatus;
import dev.kopi.core.evm.call.ContractAddress;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.RpcRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DebugMethodsTest {
  private static final String UNKNOWN = "0x" + "11".repeat(32);

  private final RpcRig rig =
      RpcRig.of(EngineRig.holocene(), new CallLimits(0, Duration.ofSeconds(5)));
  private Hash first = Hash.ZERO;
  private Hash second = Hash.ZERO;

  /** The first block creates a contract with the slots 0 to 2, the second holds a transfer. */
  @BeforeEach
  void build() {
    EngineRig engine = rig.engine();
    first =
        engine
            .build(3, engine.genesis(), opAttributes(1001, true, deposit(1), creation()))
            .blockHash();
    second =
        engine
            .build(3, first, opAttributes(1002, true, deposit(2), transfer(ALICE, 0, 1)))
            .blockHash();
  }

  @AfterEach
  void close() {
    rig.close();
  }

  /** Stores 7, 8 and 9 in the slots 0, 1 and 2; leaves no code. */
  private static TransactionEnvelope creation() {
    return EngineRig.sign(
        new Transaction.DynamicFee(
            EngineRig.CHAIN,
            0,
            EngineRig.GWEI,
            EngineRig.GWEI.multiply(UInt256.of(50)),
            200_000,
            null,
            UInt256.ZERO,
            Bytes.fromHex("0x60075f5560086001556009600255"),
            List.of(),
            new Signature(UInt256.ZERO, UInt256.ZERO, UInt256.ZERO)),
        BOB);
  }

  private String ask(String method, String params) {
    try {
      return Json.text(rig.call(method, params.replace('\'', '"')));
    } catch (RpcException e) {
      return e.code() + " " + e.text();
    }
  }

  private Header header(Hash block) {
    return Objects.requireNonNull(rig.engine().store().header(block));
  }

  private static Address created() {
    return ContractAddress.create(EngineRig.address(BOB), 0);
  }

  @Test
  void listsSlotsByHashedKey() {
    List<Integer> slots = new ArrayList<>(List.of(0, 1, 2));
    slots.sort(Comparator.comparing(slot -> StateTrie.key(UInt256.of(slot))));
    List<String> keys = new ArrayList<>();
    List<String> entries = new ArrayList<>();
    for (int slot : slots) {
      String key = "\"" + StateTrie.key(UInt256.of(slot)).toHex() + "\"";
      keys.add(key);
      entries.add(
          key + ":{\"key\":null,\"value\":\"0x" + "00".repeat(31) + "0" + (7 + slot) + "\"}");
    }
    String block = "['" + second + "',1,'" + created() + "',";
    assertThat(ask("debug_storageRangeAt", block + "'0x',2]"))
        .isEqualTo(
            "{\"storage\":{"
                + entries.get(0)
                + ","
                + entries.get(1)
                + "},\"nextKey\":"
                + keys.get(2)
                + "}");
    assertThat(ask("debug_storageRangeAt", block + keys.get(1) + ",10]"))
        .isEqualTo(
            "{\"storage\":{" + entries.get(1) + "," + entries.get(2) + "},\"nextKey\":null}");
    assertThat(ask("debug_storageRangeAt", block + "'0x',0]"))
        .isEqualTo("{\"storage\":{},\"nextKey\":" + keys.get(0) + "}");
  }

  @Test
  void tellsTheStorageBeforeTheBlock() {
    String nothing = "{\"storage\":null,\"nextKey\":null}";
    assertThat(ask("debug_storageRangeAt", "['0x1',1,'" + created() + "','0x',9]"))
        .isEqualTo(nothing);
    assertThat(ask("debug_storageRangeAt", "['0x2',0,'" + TARGET + "','0x',9]")).isEqualTo(nothing);
    assertThat(ask("debug_storageRangeAt", "['0x2',2,'" + TARGET + "','0x',9]"))
        .isEqualTo("-32000 transaction index 2 out of range for block " + second);
    assertThat(ask("debug_storageRangeAt", "['0x0',0,'" + TARGET + "','0x',9]"))
        .isEqualTo("-32000 no transaction in genesis");
    assertThat(ask("debug_storageRangeAt", "['0x99',0,'" + TARGET + "','0x',9]"))
        .isEqualTo("-32000 block {0x99 <nil> false} not found");
    assertThat(ask("debug_storageRangeAt", "['" + UNKNOWN + "',0,'" + TARGET + "','0x',9]"))
        .isEqualTo("-32000 block {<nil> " + UNKNOWN + " false} not found");
    assertThat(ask("debug_executionWitness", "['earliest']"))
        .isEqualTo("-32000 block {earliest <nil> false} found, but parent missing");
    assertThat(ask("debug_storageRangeAt", "['0x2',0,'" + TARGET + "','0x','9']"))
        .isEqualTo(
            "-32602 invalid argument 4: json: cannot unmarshal string into Go value of type int");
  }

  @Test
  void listsAccountsByHashedAddress() {
    String root = header(second).stateRoot().toHex().substring(2);
    JsonNode all = rig.call("debug_accountRange", "[\"latest\",\"0x\",0,false,true,true]");
    assertThat(all.path("root").stringValue()).isEqualTo(root);
    assertThat(all.has("next")).isFalse();
    List<String> keys = List.copyOf(all.path("accounts").propertyNames());
    assertThat(keys).isSorted().contains("pre(" + StateTrie.key(created()).toHex() + ")");
    String contract = StateTrie.key(EngineRig.address(CONTRACT)).toHex();
    JsonNode account = all.path("accounts").path("pre(" + contract + ")");
    assertThat(Json.text(account))
        .isEqualTo(
            "{\"balance\":\"1000000000000000000\",\"nonce\":0,\"root\":\"0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421\","
                + "\"codeHash\":\"0xbc36789e7a1e281436464229828f817d6612f7b477d66591ff96a9e064bcc98a\","
                + "\"code\":\"0x00\",\"key\":\""
                + contract
                + "\"}");
    List<String> paged = new ArrayList<>();
    String start = "0x";
    while (!start.isEmpty()) {
      JsonNode page =
          rig.call("debug_accountRange", "[\"0x2\",\"" + start + "\",2,true,true,true]");
      paged.addAll(page.path("accounts").propertyNames());
      start = page.has("next") ? "0x" + hex(page.path("next").binaryValue()) : "";
    }
    assertThat(paged).isEqualTo(keys);
  }

  private static String hex(byte[] bytes) {
    return Bytes.wrap(bytes).toHex().substring(2);
  }

  @Test
  void leavesOutAccountsWhoseAddressIsNotKnown() {
    String expected =
        "{\"root\":\"" + header(second).stateRoot().toHex().substring(2) + "\",\"accounts\":{}}";
    assertThat(ask("debug_accountRange", "['" + second + "','0x',5,true,true,false]"))
        .isEqualTo(expected);
    assertThat(ask("debug_dumpBlock", "['latest']")).isEqualTo(expected);
    assertThat(ask("debug_dumpBlock", "['0x9']")).isEqualTo("-32000 block #9 not found");
    assertThat(ask("debug_accountRange", "['" + UNKNOWN + "','0x',5,true,true,false]"))
        .isEqualTo("-32000 block " + UNKNOWN + " not found");
    assertThat(ask("debug_accountRange", "['latest','0x']"))
        .isEqualTo("-32602 missing value for required argument 2");
  }

  @Test
  void listsTheAccountsThatBlocksChanged() {
    String ofSecond = ask("debug_getModifiedAccountsByNumber", "[2]");
    List<String> addresses = new ArrayList<>();
    Json.parse(ofSecond).forEach(one -> addresses.add(one.stringValue()));
    assertThat(addresses)
        .contains(EngineRig.address(ALICE).toHex(), TARGET.toHex())
        .doesNotContain(created().toHex(), EngineRig.address(BOB).toHex())
        .isSortedAccordingTo(Comparator.comparing(one -> StateTrie.key(Address.fromHex(one))));
    assertThat(ask("debug_getModifiedAccountsByHash", "['" + second + "']")).isEqualTo(ofSecond);
    assertThat(ask("debug_getModifiedAccountsByNumber", "[1, 2]")).isEqualTo(ofSecond);
    assertThat(ask("debug_getModifiedAccountsByNumber", "[0, 2]"))
        .contains(created().toHex(), EngineRig.address(BOB).toHex(), TARGET.toHex());
  }

  @Test
  void refusesImpossibleRangesAsGethDoes() {
    assertThat(ask("debug_getModifiedAccountsByNumber", "[900000]"))
        .isEqualTo("-32000 start block dbba0 not found");
    assertThat(ask("debug_getModifiedAccountsByNumber", "[1,900000]"))
        .isEqualTo("-32000 end block 900000 not found");
    assertThat(ask("debug_getModifiedAccountsByNumber", "[0]"))
        .isEqualTo("-32000 block 0 has no parent");
    assertThat(ask("debug_getModifiedAccountsByNumber", "[2,1]"))
        .isEqualTo("-32000 start block height (2) must be less than end block height (1)");
    assertThat(ask("debug_getModifiedAccountsByNumber", "['0x1']"))
        .isEqualTo(
            "-32602 invalid argument 0: json: cannot unmarshal string into Go value of type"
                + " uint64");
    assertThat(ask("debug_getModifiedAccountsByNumber", "[true]"))
        .isEqualTo(
            "-32602 invalid argument 0: json: cannot unmarshal bool into Go value of type uint64");
    assertThat(ask("debug_getModifiedAccountsByNumber", "[-1]"))
        .isEqualTo(
            "-32602 invalid argument 0: json: cannot unmarshal number -1 into Go value of type"
                + " uint64");
    assertThat(ask("debug_getModifiedAccountsByHash", "['" + UNKNOWN + "']"))
        .isEqualTo("-32000 start block " + "11".repeat(32) + " not found");
    assertThat(ask("debug_getModifiedAccountsByHash", "['" + first + "','" + UNKNOWN + "']"))
        .isEqualTo("-32000 end block " + "11".repeat(32) + " not found");
  }

  @Test
  void findsStatesThatCanBeRead() {
    assertThat(ask("debug_getAccessibleState", "['0x0','0x2']")).isEqualTo("0");
    assertThat(ask("debug_getAccessibleState", "['latest','0x0']")).isEqualTo("2");
    assertThat(ask("debug_getAccessibleState", "['0x2','latest']"))
        .isEqualTo("-32000 from and to needs to be different");
    assertThat(ask("debug_getAccessibleState", "['0x5','0x4']"))
        .isEqualTo("-32000 missing header 5");
  }

  @Test
  void keepsBadBlocksAndTracesThem() {
    Block good = Objects.requireNonNull(rig.engine().store().block(second));
    Header wrong = good.header().toBuilder().stateRoot(Hash.ofWords(1, 2, 3, 4)).build();
    Block bad = new Block(wrong, good.transactions(), good.uncles(), good.withdrawals());
    assertThat(ask("debug_getBadBlocks", "[]")).isEqualTo("[]");
    assertThat(rig.engine().engine().importBlock(bad).status())
        .isEqualTo(PayloadStatus.Status.INVALID);
    JsonNode kept = rig.call("debug_getBadBlocks", "[]");
    assertThat(kept).hasSize(1);
    assertThat(kept.get(0).path("hash").stringValue()).isEqualTo(bad.hash().toHex());
    assertThat(kept.get(0).path("rlp").stringValue()).isEqualTo(bad.encode().toHex());
    assertThat(kept.get(0).path("block").path("stateRoot").stringValue())
        .isEqualTo(wrong.stateRoot().toHex());
    assertThat(kept.get(0).path("block").path("transactions").get(1).path("from").stringValue())
        .isEqualTo(EngineRig.address(ALICE).toHex());
    String tracer = ",{'tracer':'callTracer'}]";
    assertThat(ask("debug_traceBadBlock", "['" + bad.hash() + "'" + tracer))
        .isEqualTo(ask("debug_traceBlockByHash", "['" + second + "'" + tracer));
    assertThat(ask("debug_traceBadBlock", "['" + UNKNOWN + "']"))
        .isEqualTo("-32000 bad block " + UNKNOWN + " not found");
    assertThat(ask("debug_intermediateRoots", "['" + bad.hash() + "']"))
        .isEqualTo(ask("debug_intermediateRoots", "['" + second + "']"));
  }

  @Test
  void theLastIntermediateRootIsTheBlocks() {
    JsonNode roots = rig.call("debug_intermediateRoots", "[\"" + second + "\"]");
    assertThat(roots).hasSize(2);
    assertThat(roots.get(0).stringValue()).isNotEqualTo(header(second).stateRoot().toHex());
    assertThat(roots.get(1).stringValue()).isEqualTo(header(second).stateRoot().toHex());
    assertThat(ask("debug_intermediateRoots", "['" + UNKNOWN + "']"))
        .isEqualTo("-32000 block " + UNKNOWN + " not found");
    assertThat(ask("debug_intermediateRoots", "['" + rig.engine().genesis() + "']"))
        .isEqualTo("-32000 genesis is not traceable");
  }

  @Test
  void answersByGethsWordsWhatItDoesNotHave() {
    assertThat(ask("debug_preimage", "['" + UNKNOWN + "']")).isEqualTo("-32000 unknown preimage");
    assertThat(ask("debug_dbAncients", "[]")).isEqualTo("-32000 this operation is not supported");
    assertThat(ask("debug_getTrieFlushInterval", "[]"))
        .isEqualTo("-32000 trie flush interval is undefined for path-based scheme");
    assertThat(ask("debug_stateSize", "[]")).isEqualTo("-32000 state size tracker is not enabled");
    assertThat(ask("debug_printBlock", "[99]")).isEqualTo("-32000 block #99 not found");
    assertThat(ask("debug_printBlock", "[1]")).contains("parentHash", first.toHex());
  }

  @Test
  void encodesWhatIsThereAndNothingElse() {
    Block block = Objects.requireNonNull(rig.engine().store().block(second));
    assertThat(ask("debug_getRawBlock", "['" + second + "']"))
        .isEqualTo("\"" + block.encode().toHex() + "\"");
    String decimal = "[" + "17 ".repeat(31) + "17]";
    assertThat(ask("debug_getRawBlock", "['0x99']")).isEqualTo("\"0x\"");
    assertThat(ask("debug_getRawHeader", "['0x99']")).isEqualTo("\"0x\"");
    assertThat(ask("debug_getRawBlock", "['" + UNKNOWN + "']"))
        .isEqualTo("-32000 block #" + decimal + " not found");
    assertThat(ask("debug_getRawHeader", "['" + UNKNOWN + "']"))
        .isEqualTo("-32000 header #" + decimal + " not found");
    assertThat(ask("debug_getRawReceipts", "['" + UNKNOWN + "']")).isEqualTo("[]");
    assertThat(ask("debug_executionWitnessByBlockHash", "['" + second + "']"))
        .isEqualTo(ask("debug_executionWitness", "['0x2']"));
  }
}
