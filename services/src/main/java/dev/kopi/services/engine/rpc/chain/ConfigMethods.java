package dev.kopi.services.engine.rpc.chain;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.json.genesis.ChainConfigJson;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.OpSpec;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.evm.precompile.Precompiles;
import dev.kopi.core.execution.SystemContracts;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.store.HistoryBounds;
import java.util.Map;
import java.util.TreeSet;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The configuration of the chain: forks, precompiles, and the retained history. */
public final class ConfigMethods {
  /** The names of EIP-7910, by address. */
  private static final Map<Long, String> PRECOMPILES =
      Map.ofEntries(
          Map.entry(0x01L, "ECREC"),
          Map.entry(0x02L, "SHA256"),
          Map.entry(0x03L, "RIPEMD160"),
          Map.entry(0x04L, "ID"),
          Map.entry(0x05L, "MODEXP"),
          Map.entry(0x06L, "BN254_ADD"),
          Map.entry(0x07L, "BN254_MUL"),
          Map.entry(0x08L, "BN254_PAIRING"),
          Map.entry(0x09L, "BLAKE2F"),
          Map.entry(0x0aL, "KZG_POINT_EVALUATION"),
          Map.entry(0x0bL, "BLS12_G1ADD"),
          Map.entry(0x0cL, "BLS12_G1MSM"),
          Map.entry(0x0dL, "BLS12_G2ADD"),
          Map.entry(0x0eL, "BLS12_G2MSM"),
          Map.entry(0x0fL, "BLS12_PAIRING_CHECK"),
          Map.entry(0x10L, "BLS12_MAP_FP_TO_G1"),
          Map.entry(0x11L, "BLS12_MAP_FP2_TO_G2"),
          Map.entry(0x100L, "P256VERIFY"));

  private final ChainView chain;

  public ConfigMethods(ChainView chain) {
    this.chain = chain;
  }

  public void addTo(RpcMethods methods) {
    methods.add("eth_capabilities", p -> capabilities());
    methods.add("debug_chainConfig", p -> ChainConfigJson.write(chain.spec()));
    methods.add("eth_config", p -> config());
  }

  private JsonNode capabilities() {
    HistoryBounds bounds = chain.store().history();
    Header head = chain.head();
    ObjectNode json = Json.object();
    ObjectNode at = json.putObject("head");
    at.set("number", JsonValues.quantity(head.number()));
    at.set("hash", JsonValues.data(head.hash()));
    json.set("state", from(bounds.oldestState()));
    json.set("tx", from(bounds.oldestBody()));
    json.set("logs", from(bounds.oldestBody()));
    json.set("receipts", from(bounds.oldestBody()));
    json.set("blocks", from(bounds.oldestBody()));
    json.set("stateproofs", from(bounds.oldestState()));
    return json;
  }

  private static ObjectNode from(long oldest) {
    ObjectNode json = Json.object().put("disabled", false);
    json.set("oldestBlock", JsonValues.quantity(oldest));
    return json;
  }

  /**
   * The current, the next and the last known fork. On a rollup there are no blobs and no contracts
   * for requests of validators.
   *
   * @see <a href="https://eips.ethereum.org/EIPS/eip-7910">EIP-7910</a>
   */
  private JsonNode config() {
    Hash genesisHash = chain.store().canonicalHash(0);
    Header genesis = genesisHash == null ? null : chain.store().header(genesisHash);
    if (genesis == null || genesisHash == null) {
      throw RpcException.server("genesis block not found");
    }
    TreeSet<Long> times = forkTimes();
    long now = chain.head().timestampSeconds();
    Long next = times.higher(now);
    ObjectNode json = Json.object();
    json.set("current", orNull(config(times.floor(now), genesis, genesisHash, times)));
    json.set("next", orNull(config(next, genesis, genesisHash, times)));
    json.set(
        "last", orNull(config(next == null ? null : times.last(), genesis, genesisHash, times)));
    return json;
  }

  private TreeSet<Long> forkTimes() {
    TreeSet<Long> times = new TreeSet<>(Long::compareUnsigned);
    chain
        .spec()
        .activations()
        .forEach((fork, time) -> {
          if (fork.byTimestamp()) {
            times.add(time);
          }
        });
    OpSpec rollup = chain.spec().op();
    if (rollup != null) {
      times.addAll(rollup.activationSeconds().values());
    }
    if (!times.isEmpty()) {
      // Blob parameter forks after the first fork count as forks, too.
      long first = times.first();
      for (ChainSpec.BlobScheduleEntry entry : chain.spec().blobSchedule()) {
        if (Long.compareUnsigned(entry.fromSeconds(), first) > 0) {
          times.add(entry.fromSeconds());
        }
      }
    }
    return times;
  }

  private static JsonNode orNull(@Nullable ObjectNode json) {
    return json == null ? JsonValues.nothing() : json;
  }

  private @Nullable ObjectNode config(
      @Nullable Long time, Header genesis, Hash genesisHash, TreeSet<Long> times) {
    if (time == null) {
      return null;
    }
    Rules rules = chain.spec().rules(chain.head().number(), time, true);
    ObjectNode json = Json.object();
    boolean fromStart = Long.compareUnsigned(genesis.timestampSeconds(), time) >= 0;
    json.put("activationTime", fromStart ? 0 : time);
    BlobParams blobs = rules.blobs();
    if (blobs == null || rules.isOptimism()) {
      json.putNull("blobSchedule");
    } else {
      json.putObject("blobSchedule")
          .put("target", blobs.target())
          .put("max", blobs.max())
          .put("baseFeeUpdateFraction", blobs.updateFraction());
    }
    json.set("chainId", JsonValues.quantity(chain.spec().chainId()));
    json.set("forkId", forkId(time, genesis, genesisHash, times));
    ObjectNode precompiles = json.putObject("precompiles");
    for (Address address : Precompiles.of(rules, chain.crypto()).addresses()) {
      String name = PRECOMPILES.get(address.low());
      if (name != null) {
        precompiles.put(name, address.toHex());
      }
    }
    addSystemContracts(json.putObject("systemContracts"), rules);
    return json;
  }

  private void addSystemContracts(ObjectNode json, Rules rules) {
    if (rules.has(Fork.CANCUN)) {
      json.put("BEACON_ROOTS_ADDRESS", SystemContracts.BEACON_ROOTS.toHex());
    }
    if (rules.has(Fork.PRAGUE) && rules.isOptimism()) {
      json.put("HISTORY_STORAGE_ADDRESS", SystemContracts.HISTORY.toHex());
    } else if (rules.has(Fork.PRAGUE)) {
      json.put(
          "CONSOLIDATION_REQUEST_PREDEPLOY_ADDRESS",
          SystemContracts.CONSOLIDATION_REQUESTS.toHex());
      Address deposits = chain.spec().depositContract();
      json.put("DEPOSIT_CONTRACT_ADDRESS", (deposits == null ? Address.ZERO : deposits).toHex());
      json.put("HISTORY_STORAGE_ADDRESS", SystemContracts.HISTORY.toHex());
      json.put("WITHDRAWAL_REQUEST_PREDEPLOY_ADDRESS", SystemContracts.WITHDRAWAL_REQUESTS.toHex());
    }
  }

  /**
   * The fork hash: the checksum over genesis and the forks up to a time.
   *
   * @see <a href="https://eips.ethereum.org/EIPS/eip-6122">EIP-6122</a>
   */
  private JsonNode forkId(long time, Header genesis, Hash genesisHash, TreeSet<Long> times) {
    TreeSet<Long> blocks = new TreeSet<>(Long::compareUnsigned);
    chain
        .spec()
        .activations()
        .forEach((fork, number) -> {
          if (!fork.byTimestamp()) {
            blocks.add(number);
          }
        });
    Long dao = chain.spec().daoForkBlock();
    if (dao != null) {
      blocks.add(dao);
    }
    blocks.remove(0L);
    CRC32 crc = new CRC32();
    crc.update(genesisHash.toArray());
    blocks.forEach(number -> update(crc, number));
    for (long one : times) {
      if (Long.compareUnsigned(one, genesis.timestampSeconds()) > 0
          && Long.compareUnsigned(one, time) <= 0) {
        update(crc, one);
      }
    }
    byte[] id = new byte[4];
    BigEndian.putInt(id, 0, (int) crc.getValue());
    return JsonValues.data(Bytes.wrap(id));
  }

  private static void update(CRC32 crc, long value) {
    byte[] bytes = new byte[8];
    BigEndian.putLong(bytes, 0, value);
    crc.update(bytes);
  }
}
