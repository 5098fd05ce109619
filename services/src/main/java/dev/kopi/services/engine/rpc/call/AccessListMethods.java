package dev.kopi.services.engine.rpc.call;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.json.eth.RpcTransactionWriter;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.core.chain.transaction.AccessListEntry;
import dev.kopi.core.chain.transaction.Authorization;
import dev.kopi.core.evm.call.ContractAddress;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.evm.precompile.Precompiles;
import dev.kopi.core.execution.transaction.Authorities;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.limit.Deadline;
import dev.kopi.services.engine.rpc.limit.LimitedMethods;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** eth_createAccessList: the access list (EIP-2930) of what a transaction accesses. */
public final class AccessListMethods {
  /** The access list changes gas costs, and thereby what is accessed: repeated until stable. */
  private static final int MAX_ROUNDS = 16;

  private final ChainView chain;
  private final Calls calls;

  /** The methods over a chain. */
  public AccessListMethods(ChainView chain, Calls calls) {
    this.chain = chain;
    this.calls = calls;
  }

  /** Adds the methods. */
  public void addTo(LimitedMethods methods) {
    methods.add("eth_createAccessList", this::create);
  }

  private JsonNode create(Params params, Deadline deadline) {
    CallArguments arguments = CallArguments.read(params.get(0));
    arguments.checkChain(chain.spec().chainId());
    Calls.Context context =
        calls.context(
            chain.explainedHeader(params, 1), params.optional(2), null, deadline.cancellation());
    Set<Address> excluded = excluded(arguments, context);
    List<AccessListEntry> given = arguments.accessList();
    List<AccessListEntry> list =
        new AccessListTracer(given == null ? List.of() : given, excluded).list();
    for (int round = 0; round < MAX_ROUNDS; round++) {
      deadline.check();
      AccessListTracer tracer = new AccessListTracer(list, excluded);
      CallArguments listed = arguments.withAccessList(list);
      TransactionOutcome.Executed executed = context.execute(listed, calls.gas(arguments), tracer);
      List<AccessListEntry> found = tracer.list();
      if (found.equals(list)) {
        return answer(list, executed.gasUsed(), error(listed, context, executed));
      }
      list = found;
    }
    throw RpcException.server("the access list does not settle");
  }

  private Set<Address> excluded(CallArguments arguments, Calls.Context context) {
    Set<Address> excluded =
        new HashSet<>(Precompiles.of(context.block().rules(), chain.crypto()).addresses());
    excluded.add(arguments.from());
    Address to = arguments.to();
    excluded.add(
        to != null
            ? to
            : ContractAddress.create(
                arguments.from(), context.nonce(arguments, context.overriddenState())));
    List<Authorization> authorizations = arguments.authorizations();
    if (authorizations != null) {
      excluded.addAll(
          Authorities.of(authorizations, chain.spec().chainId(), chain.crypto().secp256k1()));
    }
    return excluded;
  }

  private static JsonNode answer(List<AccessListEntry> list, long gasUsed, @Nullable String error) {
    ObjectNode json = Json.object();
    json.set("accessList", RpcTransactionWriter.accessList(list));
    if (error != null) {
      json.put("error", error);
    }
    json.set("gasUsed", JsonValues.quantity(gasUsed));
    return json;
  }

  private @Nullable String error(
      CallArguments arguments, Calls.Context context, TransactionOutcome.Executed executed) {
    Halt halt = executed.halt();
    if (executed.success()) {
      return null;
    }
    return halt == null
        ? "execution reverted"
        : context.haltText(arguments, calls.gas(arguments), halt);
  }
}
