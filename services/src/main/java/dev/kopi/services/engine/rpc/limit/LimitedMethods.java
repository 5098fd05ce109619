package dev.kopi.services.engine.rpc.limit;

import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcHandler;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import java.util.function.Predicate;

/** Adds methods that run in a pool. */
public final class LimitedMethods {
  private final RpcMethods methods;
  private final CallPool pool;

  /** Adds to {@code methods} what is to run in {@code pool}. */
  public LimitedMethods(RpcMethods methods, CallPool pool) {
    this.methods = methods;
    this.pool = pool;
  }

  /** Adds a method. */
  public void add(String name, LimitedHandler handler) {
    add(name, params -> true, handler, params -> null);
  }

  /**
   * Adds a method that is expensive for some parameters only.
   *
   * @param cheap handles the other calls at once
   */
  public void add(
      String name, Predicate<Params> isExpensive, LimitedHandler expensive, RpcHandler cheap) {
    methods.add(
        name,
        params ->
            isExpensive.test(params)
                ? pool.run(params.caller(), deadline -> expensive.handle(params, deadline))
                : cheap.handle(params));
  }
}
