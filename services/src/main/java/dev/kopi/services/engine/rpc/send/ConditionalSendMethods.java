package dev.kopi.services.engine.rpc.send;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.pool.condition.ConditionFault;
import dev.kopi.core.pool.condition.TransactionCondition;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.state.StateView;
import dev.kopi.services.engine.rpc.chain.ChainView;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * {@code eth_sendRawTransactionConditional}: sends a transaction that is included only in a block
 * that meets a condition. The condition is checked here against the head and its parent, and again
 * by the builder of the block.
 *
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7796">EIP-7796</a>
 */
public final class ConditionalSendMethods {
  /** The most look-ups of one condition. */
  private static final int MAX_COST = 1000;

  private static final int REJECTED = -32003;
  private static final int COST_EXCEEDED = -32005;

  private final ChainView chain;
  private final Sender sender;
  private final CostBudget budget;

  /** Where a transaction goes whose condition holds. */
  @FunctionalInterface
  public interface Sender {
    /**
     * Sends a transaction.
     *
     * @param asSent the condition as the caller wrote it
     * @throws RpcException when it is refused
     */
    Hash send(Bytes transaction, TransactionCondition condition, JsonNode asSent);
  }

  /**
   * The method over a chain.
   *
   * @param costPerSecond the look-ups of all calls in a second; three of the largest conditions can
   *     come at once
   */
  public ConditionalSendMethods(
      ChainView chain, Sender sender, int costPerSecond, LongSupplier nanos) {
    this.chain = chain;
    this.sender = sender;
    this.budget = new CostBudget(costPerSecond, 3 * MAX_COST, nanos);
  }

  /** Adds the method. */
  public void addTo(RpcMethods methods) {
    methods.add("eth_sendRawTransactionConditional", this::send);
  }

  private JsonNode send(Params params) {
    Bytes transaction = params.bytes(0);
    JsonNode asSent = params.get(1);
    TransactionCondition condition = params.get(1, (node, name) -> ConditionReader.read(node));
    int cost = condition.cost();
    if (cost > MAX_COST) {
      throw new RpcException(
          COST_EXCEEDED, "conditional cost, " + cost + ", exceeded max: " + MAX_COST);
    }
    if (condition.excludesAllNumbers()) {
      throw rejected(
          "failed conditional validation: block number minimum constraint must be less than the"
              + " maximum");
    }
    if (condition.excludesAllTimes()) {
      throw rejected(
          "failed conditional validation: timestamp minimum constraint must be less than the"
              + " maximum");
    }
    check(condition);
    if (!budget.take(cost)) {
      throw new RpcException(COST_EXCEEDED, "cost " + cost + " rate limited");
    }
    return JsonValues.data(sender.send(transaction, condition, asSent));
  }

  private void check(TransactionCondition condition) {
    Header head = chain.head();
    refuse("header check", condition.checkBlock(head.number(), head.timestampSeconds()));
    refuse("state check", faultOfState(condition, head));
    // An older state as well: being first with the newest one is no advantage then.
    Header parent = chain.store().header(head.parentHash());
    if (parent == null) {
      throw RpcException.server("header for hash not found");
    }
    refuse(
        "parent block " + parent.hash().toHex() + " state check", faultOfState(condition, parent));
  }

  private @Nullable ConditionFault faultOfState(TransactionCondition condition, Header header) {
    StateView state = chain.state(header);
    try {
      return condition.checkStorage(
          new TransactionCondition.Storage() {
            @Override
            public Hash root(Address address) {
              Account account = state.account(address);
              return account == null ? Keccak256.EMPTY_TRIE : account.storageRoot();
            }

            @Override
            public Hash value(Address address, Hash slot) {
              return state.storage(address, slot.toUInt256()).toHash();
            }
          });
    } catch (StateUnavailableException e) {
      throw ChainView.pruned(e);
    }
  }

  private static void refuse(String check, @Nullable ConditionFault fault) {
    if (fault != null) {
      throw rejected("failed " + check + ": " + text(fault));
    }
  }

  private static RpcException rejected(String message) {
    return new RpcException(REJECTED, message);
  }

  private static String text(ConditionFault fault) {
    return switch (fault) {
      case ConditionFault.OfBlock block ->
          switch (block) {
            case NUMBER_TOO_LOW -> "failed block number minimum constraint";
            // So written in op-geth.
            case NUMBER_TOO_HIGH -> "failed block number maximmum constraint";
            case TOO_EARLY -> "failed timestamp minimum constraint";
            case TOO_LATE -> "failed timestamp maximum constraint";
          };
      case ConditionFault.OtherRoot(Hash found, Hash expected) ->
          "failed account storage root constraint. Got "
              + found.toHex()
              + ", Expected "
              + expected.toHex();
      case ConditionFault.OtherValue(Hash slot, Hash found, Hash expected) ->
          "failed account storage slot key "
              + slot.toHex()
              + " constraint. Got "
              + found.toHex()
              + ", Expected "
              + expected.toHex();
    };
  }
}
