package dev.kopi.services.engine.rpc.trace.parity;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateDiff;
import dev.kopi.core.state.StateView;
import dev.kopi.services.engine.rpc.tracer.TraceSize;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The accounts that a transaction changed, with their values before and after. */
final class StateDiffs {
  private static final int ACCOUNT_CHARS = 512;
  private static final int SLOT_CHARS = 300;

  private final StateView before;
  private final StateView after;
  private final Set<Address> created;
  private final TraceSize size;

  /**
   * Between two states.
   *
   * @param created the contracts that the transaction created, even if it reverted them
   */
  StateDiffs(StateView before, StateView after, Set<Address> created, TraceSize size) {
    this.before = before;
    this.after = after;
    this.created = created;
    this.size = size;
  }

  /**
   * The difference.
   *
   * @param sinceBefore the changes of the block before the transaction
   * @param sinceAfter those after it
   */
  ObjectNode json(StateDiff sinceBefore, StateDiff sinceAfter) {
    ObjectNode json = Json.object();
    sinceAfter
        .accounts()
        .forEach((address, change) -> {
          Set<UInt256> slots = new TreeSet<>(change.storage().keySet());
          StateDiff.AccountChange earlier = sinceBefore.accounts().get(address);
          if (earlier != null) {
            slots.addAll(earlier.storage().keySet());
          }
          ObjectNode account = account(address, slots);
          if (account != null) {
            json.set(address.toHex(), account);
          }
        });
    return json;
  }

  private @Nullable ObjectNode account(Address address, Set<UInt256> slots) {
    Account found = before.account(address);
    Account left = after.account(address);
    Account was = found == null ? Account.EMPTY : found;
    Account is = left == null ? Account.EMPTY : left;
    boolean creates = created.contains(address) && left != null && left.nonce() > was.nonce();
    TreeMap<UInt256, UInt256> changed = new TreeMap<>();
    for (UInt256 slot : slots) {
      if (!before.storage(address, slot).equals(after.storage(address, slot))) {
        changed.put(slot, after.storage(address, slot));
      }
    }
    boolean same =
        was.nonce() == is.nonce()
            && was.balance().equals(is.balance())
            && was.codeHash().equals(is.codeHash());
    if (same && changed.isEmpty()) {
      return null;
    }
    size.add(ACCOUNT_CHARS + (long) SLOT_CHARS * changed.size());
    boolean added = creates && was.balance().isZero();
    ObjectNode json = Json.object();
    json.set(
        "balance",
        delta(added, JsonValues.quantity(was.balance()), JsonValues.quantity(is.balance())));
    json.set("code", code(added, creates, was, is));
    json.set(
        "nonce", delta(added, JsonValues.quantity(was.nonce()), JsonValues.quantity(is.nonce())));
    ObjectNode storage = json.putObject("storage");
    changed.forEach((slot, value) ->
        storage.set(
            slot.toHash().toHex(),
            delta(
                added,
                JsonValues.data(before.storage(address, slot).toHash()),
                JsonValues.data(value.toHash()))));
    return json;
  }

  /** Code changes by creation; a delegation (EIP-7702) is shown as well. */
  private JsonNode code(boolean added, boolean creates, Account was, Account is) {
    if (!creates && was.codeHash().equals(is.codeHash())) {
      return JsonValues.text("=");
    }
    JsonNode from = JsonValues.data(before.code(was.codeHash()));
    JsonNode to = JsonValues.data(after.code(is.codeHash()));
    size.add(from.stringValue().length() + (long) to.stringValue().length());
    return delta(added, from, to);
  }

  private static JsonNode delta(boolean added, JsonNode from, JsonNode to) {
    if (added) {
      return Json.object().set("+", to);
    }
    if (from.equals(to)) {
      return JsonValues.text("=");
    }
    ObjectNode change = Json.object();
    change.set("from", from);
    change.set("to", to);
    return Json.object().set("*", change);
  }
}
