package dev.kopi.apps.cli.evm.transition;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.genesis.GenesisJson;
import dev.kopi.adapters.json.genesis.LenientNumbers;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.block.HeaderBuilder;
import dev.kopi.core.chain.block.Withdrawal;
import dev.kopi.core.chain.receipt.Bloom;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.receipt.Receipt;
import dev.kopi.core.chain.receipt.ReceiptCodec;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.chain.transaction.TransactionType;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.execution.ExecutionResources;
import dev.kopi.core.execution.block.BlockExecution;
import dev.kopi.core.execution.block.BlockOutcome;
import dev.kopi.core.execution.block.BlockSealer;
import dev.kopi.core.execution.block.Requests;
import dev.kopi.core.execution.fee.BaseFee;
import dev.kopi.core.execution.fee.BlobGas;
import dev.kopi.core.execution.transaction.SenderRecovery;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.execution.validation.BodyRules;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateDiff.AccountChange;
import dev.kopi.core.trie.Preimages;
import dev.kopi.core.trie.StateTrie;
import dev.kopi.core.trie.TrieStateView;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One state transition from accounts, a block's environment and transactions: what {@code evm t8n}
 * of go-ethereum does.
 */
final class Transition {
  /** What the tool writes. */
  record Output(ObjectNode alloc, ObjectNode result, Bytes body) {}

  /** A transaction, or why it could not be read. */
  record Candidate(@Nullable TransactionEnvelope transaction, @Nullable String error) {}

  /** A placeholder: the tool's block has no hash. */
  private static final String BLOCK_HASH = "0x1337" + "00".repeat(30);

  private final ChainSpec spec;
  private final Crypto crypto;
  private final JsonNode env;

  Transition(ChainSpec spec, Crypto crypto, JsonNode env) {
    this.spec = spec;
    this.crypto = crypto;
    this.env = env;
  }

  /**
   * Executes the transactions; those that cannot be part of the block are left out.
   *
   * @param reward wei for the beneficiary; null for none
   */
  Output run(StateDiff alloc, List<Candidate> transactions, @Nullable UInt256 reward) {
    Preimages store = new Preimages();
    var before = StateTrie.apply(store, Keccak256.EMPTY_TRIE, alloc);
    store.addNodes(before);
    alloc.codes().values().forEach(store::add);
    Header parent = parent();
    Header header = header(parent);
    BlockExecution execution =
        BlockExecution.begin(
            spec,
            header,
            parent,
            new TrieStateView(store, before.root(), store),
            this::blockHash,
            ExecutionResources.of(crypto),
            diff -> StateTrie.apply(store, before.root(), diff).root());
    List<TransactionEnvelope> included = new ArrayList<>();
    ArrayNode rejected = Json.array();
    int index = 0;
    for (Candidate candidate : transactions) {
      String refusal = apply(execution, candidate, included);
      if (refusal != null) {
        rejected.addObject().put("index", index).put("error", refusal);
      }
      index++;
    }
    List<Withdrawal> withdrawals = withdrawals();
    BlockOutcome outcome = execution.finish(withdrawals, uncles(header), reward);
    if (!(outcome instanceof BlockOutcome.Completed done)) {
      throw new CommandFailed("the block cannot be completed: " + outcome);
    }
    Hash root = StateTrie.apply(store, before.root(), done.diff()).root();
    ObjectNode result = result(root, included, done, rejected, header, withdrawals);
    return new Output(prefixed(merge(alloc, done.diff())), result, body(included));
  }

  /** Accounts as the tool writes them: their addresses begin with 0x. */
  private static ObjectNode prefixed(StateDiff alloc) {
    ObjectNode accounts = Json.object();
    for (Map.Entry<String, JsonNode> account : GenesisJson.writeAlloc(alloc).properties()) {
      accounts.set("0x" + account.getKey(), account.getValue());
    }
    return accounts;
  }

  /** Why the transaction is no part of the block, or null. */
  private @Nullable String apply(
      BlockExecution execution, Candidate candidate, List<TransactionEnvelope> included) {
    TransactionEnvelope transaction = candidate.transaction();
    if (transaction == null) {
      return candidate.error();
    }
    Address sender = SenderRecovery.sender(crypto.secp256k1(), transaction, execution.rules());
    if (sender == null) {
      return "SIGNATURE_INVALID";
    }
    if (execution.apply(transaction, sender) instanceof TransactionOutcome.Rejected refused) {
      return refused.reason().name();
    }
    included.add(transaction);
    return null;
  }

  private Header parent() {
    long number = LenientNumbers.required(env, "currentNumber").lowLong() - 1;
    HeaderBuilder parent =
        new HeaderBuilder()
            .number(number)
            .timestampSeconds(orZero("parentTimestamp"))
            .gasLimit(orZero("parentGasLimit"))
            .gasUsed(orZero("parentGasUsed"))
            .baseFeePerGas(LenientNumbers.optional(env, "parentBaseFee"));
    if (LenientNumbers.optional(env, "parentExcessBlobGas") != null) {
      parent.excessBlobGas(orZero("parentExcessBlobGas")).blobGasUsed(orZero("parentBlobGasUsed"));
    }
    return parent.build();
  }

  private Header header(Header parent) {
    long number = parent.number() + 1;
    long time = LenientNumbers.required(env, "currentTimestamp").lowLong();
    UInt256 random = LenientNumbers.optional(env, "currentRandom");
    UInt256 difficulty = LenientNumbers.optional(env, "currentDifficulty");
    boolean merged = random != null || difficulty == null || difficulty.isZero();
    Rules rules = spec.rules(number, time, merged);
    HeaderBuilder header =
        new HeaderBuilder()
            .parentHash(number > 0 ? blockHash(number - 1) : Hash.ZERO)
            .number(number)
            .timestampSeconds(time)
            .beneficiary(Address.fromHex(JsonFields.required(env, "currentCoinbase").stringValue()))
            .gasLimit(LenientNumbers.required(env, "currentGasLimit").lowLong())
            .difficulty(merged || difficulty == null ? UInt256.ZERO : difficulty)
            .mixHash(random == null ? Hash.ZERO : random.toHash());
    if (rules.has(Fork.LONDON)) {
      UInt256 given = LenientNumbers.optional(env, "currentBaseFee");
      header.baseFeePerGas(given != null ? given : BaseFee.next(spec, parent, time));
    }
    if (rules.has(Fork.CANCUN)) {
      UInt256 excess = LenientNumbers.optional(env, "currentExcessBlobGas");
      header
          .excessBlobGas(excess != null ? excess.lowLong() : BlobGas.excess(rules, parent))
          .blobGasUsed(0L)
          .parentBeaconBlockRoot(JsonFields.optionalHash(env, "parentBeaconBlockRoot"));
    }
    return header.build();
  }

  private long orZero(String name) {
    UInt256 value = LenientNumbers.optional(env, name);
    return value == null ? 0 : value.lowLong();
  }

  private Hash blockHash(long number) {
    JsonNode hashes = JsonFields.optional(env, "blockHashes");
    if (hashes != null) {
      for (Map.Entry<String, JsonNode> entry : hashes.properties()) {
        if (Long.decode(entry.getKey()) == number) {
          return JsonFields.asHash(entry.getValue(), "blockHashes");
        }
      }
    }
    return Hash.ZERO;
  }

  private List<Withdrawal> withdrawals() {
    List<Withdrawal> found =
        JsonFields.optionalList(
            env,
            "withdrawals",
            w ->
                new Withdrawal(
                    LenientNumbers.required(w, "index").lowLong(),
                    LenientNumbers.required(w, "validatorIndex").lowLong(),
                    JsonFields.address(w, "address"),
                    LenientNumbers.required(w, "amount").lowLong()));
    return found == null ? List.of() : found;
  }

  private List<Header> uncles(Header header) {
    List<Header> found =
        JsonFields.optionalList(
            env,
            "ommers",
            o ->
                new HeaderBuilder()
                    .number(header.number() - LenientNumbers.required(o, "delta").lowLong())
                    .beneficiary(JsonFields.address(o, "address"))
                    .build());
    return found == null ? List.of() : found;
  }

  private ObjectNode result(
      Hash root,
      List<TransactionEnvelope> included,
      BlockOutcome.Completed done,
      ArrayNode rejected,
      Header header,
      List<Withdrawal> withdrawals) {
    List<Log> logs = new ArrayList<>();
    done.receipts().forEach(receipt -> logs.addAll(receipt.logs()));
    RlpWriter logList = new RlpWriter();
    ReceiptCodec.writeLogs(logList, logs);
    ObjectNode result = Json.object();
    result.put("stateRoot", root.toHex());
    result.put("txRoot", BodyRules.transactionsRoot(included).toHex());
    result.put("receiptsRoot", BlockSealer.receiptsRoot(done.receipts()).toHex());
    result.put("logsHash", Keccak256.hash(logList.toArray()).toHex());
    result.put("logsBloom", Bloom.of(logs).toHex());
    result.set("receipts", receipts(included, done, header));
    if (!rejected.isEmpty()) {
      result.set("rejected", rejected);
    }
    boolean merged = header.difficulty().isZero();
    result.put("currentDifficulty", merged ? null : header.difficulty().toHex());
    result.put("gasUsed", hex(done.gasUsed()));
    UInt256 baseFee = header.baseFeePerGas();
    if (baseFee != null) {
      result.put("currentBaseFee", baseFee.toHex());
    }
    if (spec.rules(header).has(Fork.SHANGHAI)) {
      result.put("withdrawalsRoot", BodyRules.withdrawalsRoot(withdrawals).toHex());
    }
    Long excess = header.excessBlobGas();
    if (excess != null) {
      result.put("currentExcessBlobGas", hex(excess));
      result.put("blobGasUsed", hex(done.blobGasUsed()));
    }
    List<Bytes> requests = done.requests();
    if (requests != null) {
      result.put("requestsHash", Requests.hash(crypto.sha256(), requests).toHex());
      ArrayNode list = result.putArray("requests");
      requests.forEach(request -> list.add(request.toHex()));
    }
    return result;
  }

  private static ArrayNode receipts(
      List<TransactionEnvelope> included, BlockOutcome.Completed done, Header header) {
    ArrayNode list = Json.array();
    int logIndex = 0;
    for (int i = 0; i < included.size(); i++) {
      Receipt receipt = done.receipts().get(i);
      TransactionOutcome.Executed executed = done.transactions().get(i);
      ObjectNode node = list.addObject();
      if (receipt.type() != TransactionType.LEGACY) {
        node.put("type", hex(receipt.type().code()));
      }
      Hash postState = receipt.postState();
      node.put("root", postState == null ? "0x" : postState.toHex());
      node.put("status", receipt.success() ? "0x1" : "0x0");
      node.put("cumulativeGasUsed", hex(receipt.cumulativeGasUsed()));
      node.put("logsBloom", receipt.bloom().toHex());
      ArrayNode logs = node.putArray("logs");
      for (Log log : receipt.logs()) {
        ObjectNode one = logs.addObject();
        one.put("address", log.address().toHex());
        ArrayNode topics = one.putArray("topics");
        log.topics().forEach(topic -> topics.add(topic.toHex()));
        one.put("data", log.data().toHex());
        one.put("blockNumber", hex(header.number()));
        one.put("transactionHash", included.get(i).hash().toHex());
        one.put("transactionIndex", hex(i));
        one.put("blockHash", BLOCK_HASH);
        one.put("blockTimestamp", hex(header.timestampSeconds()));
        one.put("logIndex", hex(logIndex++));
        one.put("removed", false);
      }
      node.put("transactionHash", included.get(i).hash().toHex());
      Address created = executed.created();
      node.put("contractAddress", (created == null ? Address.ZERO : created).toHex());
      node.put("gasUsed", hex(executed.gasUsed()));
      node.putNull("effectiveGasPrice");
      node.put("blockHash", BLOCK_HASH);
      node.put("blockNumber", hex(header.number()));
      node.put("transactionIndex", hex(i));
    }
    return list;
  }

  private static String hex(long value) {
    return UInt256.of(value).toHex();
  }

  /** The accounts after a change. */
  private static StateDiff merge(StateDiff alloc, StateDiff diff) {
    Map<Address, AccountChange> accounts = new HashMap<>(alloc.accounts());
    diff.accounts()
        .forEach((address, change) -> {
          if (change.after() == null) {
            accounts.remove(address);
            return;
          }
          Map<UInt256, UInt256> storage = new HashMap<>();
          AccountChange old = accounts.get(address);
          if (old != null && !change.storageCleared()) {
            storage.putAll(old.storage());
          }
          storage.putAll(change.storage());
          accounts.put(address, new AccountChange(change.after(), false, storage));
        });
    Map<Hash, Bytes> codes = new HashMap<>(alloc.codes());
    codes.putAll(diff.codes());
    return new StateDiff(accounts, codes);
  }

  private static Bytes body(List<TransactionEnvelope> included) {
    RlpWriter out = new RlpWriter().startList();
    for (TransactionEnvelope transaction : included) {
      if (transaction.transaction().type() == TransactionType.LEGACY) {
        out.raw(transaction.encoded().unsafeArray());
      } else {
        out.bytes(transaction.encoded());
      }
    }
    return out.endList().toBytes();
  }
}
