package dev.kopi.services.engine.rpc.trace;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.evm.Step;
import dev.kopi.core.evm.call.CallKind;
import dev.kopi.core.evm.call.ContractAddress;
import dev.kopi.core.evm.call.Delegation;
import dev.kopi.core.execution.Predeploys;
import dev.kopi.core.execution.transaction.Authorities;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.JournaledAccount;
import dev.kopi.core.state.StateView;
import dev.kopi.core.state.WorldState;
import dev.kopi.services.engine.rpc.call.StateAccess;
import dev.kopi.services.engine.rpc.tracer.DebugTracer;
import dev.kopi.services.engine.rpc.tracer.TraceSize;
import dev.kopi.services.engine.rpc.tracer.TracedTransaction;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The prestateTracer: the accessed state before a transaction, or what it changed. */
final class PrestateTracer implements DebugTracer {
  /** The size of an account without its code. */
  private static final int ACCOUNT_CHARS = 256;

  private static final int SLOT_CHARS = 2 * 67;

  private final TraceSize size;
  private final boolean diffMode;
  private final boolean disableCode;
  private final boolean disableStorage;
  private final boolean includeEmpty;
  private final TreeMap<Address, TreeSet<UInt256>> touched = new TreeMap<>();
  private final Set<Address> created = new HashSet<>();
  private final Set<Address> deleted = new HashSet<>();
  private @Nullable TracedTransaction current;
  private @Nullable StateView before;

  PrestateTracer(@Nullable JsonNode config, TraceSize size) {
    this.size = size;
    this.diffMode = TraceOptions.flag(config, "diffMode");
    this.disableCode = TraceOptions.flag(config, "disableCode");
    this.disableStorage = TraceOptions.flag(config, "disableStorage");
    this.includeEmpty = TraceOptions.flag(config, "includeEmpty");
    if (diffMode && includeEmpty) {
      throw RpcException.server("cannot use diffMode with includeEmpty");
    }
  }

  private TreeSet<UInt256> touch(Address address) {
    return touched.computeIfAbsent(address, a -> new TreeSet<>());
  }

  @Override
  public void begin(TracedTransaction traced) {
    touched.clear();
    created.clear();
    deleted.clear();
    current = traced;
    WorldState world = traced.world();
    before = new OverlaidState(traced.base(), world.diff());
    Transaction transaction = traced.transaction();
    Address to = transaction.to();
    if (to == null) {
      long nonce = world.nonce(world.account(traced.sender()));
      to = ContractAddress.create(traced.sender(), nonce);
      created.add(to);
    } else {
      touchDelegate(traced, to);
    }
    touch(traced.sender());
    touch(to);
    touch(traced.block().beneficiary());
    if (traced.block().rules().isOptimism()) {
      touch(Predeploys.BASE_FEE_VAULT);
    }
    Authorities.signers(transaction.authorizations(), traced.crypto().secp256k1())
        .forEach(this::touch);
  }

  private void touchDelegate(TracedTransaction traced, Address address) {
    if (traced.block().rules().has(Fork.PRAGUE)) {
      WorldState world = traced.world();
      Address delegate = Delegation.target(world.code(world.account(address)));
      if (delegate != null) {
        touch(delegate);
      }
    }
  }

  @Override
  public void step(Step step) {
    TracedTransaction traced = current;
    if (traced == null || step.halt() != null) {
      return;
    }
    int top = step.stackSize() - 1;
    switch (StateAccess.of(step)) {
      case SLOT -> touch(step.contract()).add(step.stack(top));
      case ACCOUNT -> {
        touch(Address.fromWord(step.stack(top)));
        if (step.opcode() == StateAccess.SELFDESTRUCT) {
          boolean newborn = created.contains(step.contract());
          if (newborn || !traced.block().rules().has(Fork.CANCUN)) {
            deleted.add(step.contract());
          }
        }
      }
      case CALLED_ACCOUNT -> {
        Address called = Address.fromWord(step.stack(top - 1));
        touch(called);
        touchDelegate(traced, called);
      }
      case NOTHING -> {}
    }
  }

  @Override
  public void enter(
      CallKind kind, int depth, Address from, Address to, Bytes input, long gas, UInt256 value) {
    if (depth > 0 && kind.isCreate() && current != null) {
      touch(to);
      created.add(to);
    }
  }

  @Override
  public JsonNode end(TracedTransaction traced, TransactionOutcome.Executed outcome) {
    StateView found = before;
    current = null;
    if (found == null) {
      throw new IllegalStateException("the transaction did not begin");
    }
    return diffMode ? changes(found, traced.world()) : prestate(found);
  }

  private ObjectNode prestate(StateView found) {
    ObjectNode json = Json.object();
    for (Map.Entry<Address, TreeSet<UInt256>> one : touched.entrySet()) {
      Account account = found.account(one.getKey());
      TreeMap<UInt256, UInt256> slots = new TreeMap<>();
      if (!disableStorage) {
        one.getValue().forEach(slot -> slots.put(slot, found.storage(one.getKey(), slot)));
      }
      if (includeEmpty || !isEmpty(account)) {
        json.set(one.getKey().toHex(), account(account, found, slots));
      }
    }
    return json;
  }

  private static boolean isEmpty(@Nullable Account account) {
    return account == null
        || (account.nonce() == 0
            && account.balance().isZero()
            && account.codeHash().equals(Keccak256.EMPTY));
  }

  private ObjectNode account(
      @Nullable Account found, StateView state, Map<UInt256, UInt256> slots) {
    Account account = found == null ? Account.EMPTY : found;
    ObjectNode json = Json.object();
    json.set("balance", JsonValues.quantity(account.balance()));
    if (!account.codeHash().equals(Keccak256.EMPTY)) {
      if (!disableCode) {
        json.set("code", code(state.code(account.codeHash())));
      }
      json.set("codeHash", JsonValues.data(account.codeHash()));
    }
    if (account.nonce() != 0) {
      json.put("nonce", account.nonce());
    }
    writeSlots(json, slots);
    return json;
  }

  private JsonNode code(Bytes code) {
    size.add(2L * code.size());
    return JsonValues.data(code);
  }

  private void writeSlots(ObjectNode json, Map<UInt256, UInt256> slots) {
    size.add(ACCOUNT_CHARS + (long) SLOT_CHARS * slots.size());
    if (!slots.isEmpty()) {
      ObjectNode storage = json.putObject("storage");
      slots.forEach((slot, value) -> storage.put(slot.toHash().toHex(), value.toHash().toHex()));
    }
  }

  private ObjectNode changes(StateView found, WorldState world) {
    ObjectNode pre = Json.object();
    ObjectNode post = Json.object();
    for (Map.Entry<Address, TreeSet<UInt256>> one : touched.entrySet()) {
      Address address = one.getKey();
      Account account = found.account(address);
      TreeMap<UInt256, UInt256> slotsBefore = new TreeMap<>();
      TreeMap<UInt256, UInt256> slotsAfter = new TreeMap<>();
      boolean gone = deleted.contains(address);
      if (!disableStorage) {
        for (UInt256 slot : one.getValue()) {
          UInt256 was = found.storage(address, slot);
          UInt256 is = gone ? UInt256.ZERO : world.storage(address, slot);
          if (gone || !was.equals(is)) {
            put(slotsBefore, slot, was, gone);
            put(slotsAfter, slot, is, false);
          }
        }
      }
      boolean storageChanged = !slotsBefore.isEmpty() || !slotsAfter.isEmpty();
      ObjectNode after = changed(account, found, world, address, slotsAfter);
      if (gone) {
        addUnlessEmpty(pre, address, account, found, slotsBefore);
      } else if (!after.isEmpty() || storageChanged) {
        addUnlessEmpty(pre, address, account, found, slotsBefore);
        post.set(address.toHex(), after);
      }
    }
    ObjectNode json = Json.object();
    json.set("post", post);
    json.set("pre", pre);
    return json;
  }

  private static void put(
      Map<UInt256, UInt256> slots, UInt256 slot, UInt256 value, boolean zeroToo) {
    if (zeroToo || !value.isZero()) {
      slots.put(slot, value);
    }
  }

  private void addUnlessEmpty(
      ObjectNode pre,
      Address address,
      @Nullable Account account,
      StateView found,
      Map<UInt256, UInt256> slots) {
    if (!isEmpty(account)) {
      pre.set(address.toHex(), account(account, found, slots));
    }
  }

  private ObjectNode changed(
      @Nullable Account found,
      StateView state,
      WorldState world,
      Address address,
      Map<UInt256, UInt256> slots) {
    Account was = found == null ? Account.EMPTY : found;
    JournaledAccount is = world.account(address);
    ObjectNode json = Json.object();
    if (!world.balance(is).equals(was.balance())) {
      json.set("balance", JsonValues.quantity(world.balance(is)));
    }
    Hash codeHash = world.codeHash(is);
    if (!codeHash.equals(was.codeHash())) {
      if (!disableCode) {
        json.set("code", code(world.code(is)));
      }
      json.set("codeHash", JsonValues.data(codeHash));
    }
    if (world.nonce(is) != was.nonce()) {
      json.put("nonce", world.nonce(is));
    }
    writeSlots(json, slots);
    return json;
  }
}
