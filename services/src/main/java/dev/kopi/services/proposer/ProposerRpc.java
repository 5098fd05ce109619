package dev.kopi.services.proposer;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import tools.jackson.databind.JsonNode;

/** The admin methods of a proposer. */
public final class ProposerRpc {
  private ProposerRpc() {}

  /** The methods of one proposer. */
  public static RpcMethods methods(ProposerService proposer) {
    return new RpcMethods()
        .add("admin_startProposer", params -> done(proposer::startProposing))
        .add("admin_stopProposer", params -> done(proposer::stopProposing));
  }

  private static JsonNode done(Runnable action) {
    try {
      action.run();
      return JsonValues.nothing();
    } catch (IllegalStateException e) {
      throw RpcException.server(String.valueOf(e.getMessage()));
    }
  }
}
