package dev.kopi.services.engine.rpc;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.json.eth.RpcTransactionWriter;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.transaction.AccessListEntry;
import dev.kopi.core.chain.transaction.Authorization;
import dev.kopi.core.evm.call.ContractAddress;
import dev.kopi.core.evm.call.Halt;
import dev.kopi.core.evm.precompile.Precompiles;
import dev.kopi.core.execution.transaction.Authorities;
import dev.kopi.core.execution.transaction.TransactionOutcome;
import dev.kopi.core.primitives.Address;
import dev.kopi.services.engine.rpc.trace.AccessListTracer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Finds out what a transaction touches, so that it can announce it (EIP-2930). */
final class AccessListMethods {
  /** What is announced changes what things cost, and so what is touched: until it settles. */
  private static final int MAX_ROUNDS = 16;

  private static final long MAX_SECONDS = 5;

  private final ChainView chain;
  private final Calls calls;

  AccessListMethods(ChainView chain, Calls calls) {
    this.chain = chain;
    this.calls = calls;
  }

  void addTo(RpcMethods methods) {
    methods.add("eth_createAccessList", this::create);
  }

  private JsonNode create(Params params) {
    CallArguments arguments = CallArguments.read(params.get(0));
    arguments.checkChain(chain.spec().chainId());
    Calls.Scene scene = calls.scene(chain.header(params, 1), params.optional(2), null);
    Set<Address> excluded = excluded(arguments, scene);
    List<AccessListEntry> announced = arguments.accessList();
    List<AccessListEntry> list =
        new AccessListTracer(announced == null ? List.of() : announced, excluded).list();
    Deadline deadline = Deadline.in(MAX_SECONDS);
    for (int round = 0; round < MAX_ROUNDS; round++) {
      deadline.check();
      AccessListTracer tracer = new AccessListTracer(list, excluded);
      TransactionOutcome.Executed executed =
          scene.execute(arguments.withAccessList(list), Calls.gas(arguments), tracer);
      List<AccessListEntry> found = tracer.list();
      if (found.equals(list)) {
        return answer(list, executed);
      }
      list = found;
    }
    throw RpcException.server("the access list does not settle");
  }

  private Set<Address> excluded(CallArguments arguments, Calls.Scene scene) {
    Set<Address> excluded =
        new HashSet<>(Precompiles.of(scene.block().rules(), chain.crypto()).addresses());
    excluded.add(arguments.from());
    Address to = arguments.to();
    excluded.add(
        to != null
            ? to
            : ContractAddress.create(arguments.from(), scene.nonce(arguments, scene.stage())));
    List<Authorization> authorizations = arguments.authorizations();
    if (authorizations != null) {
      excluded.addAll(
          Authorities.of(authorizations, chain.spec().chainId(), chain.crypto().secp256k1()));
    }
    return excluded;
  }

  private static JsonNode answer(List<AccessListEntry> list, TransactionOutcome.Executed executed) {
    ObjectNode json = Json.object();
    json.set("accessList", RpcTransactionWriter.accessList(list));
    json.set("gasUsed", JsonValues.quantity(executed.gasUsed()));
    if (!executed.success()) {
      Halt halt = executed.halt();
      json.put("error", halt == null ? "execution reverted" : Failures.text(halt));
    }
    return json;
  }
}
