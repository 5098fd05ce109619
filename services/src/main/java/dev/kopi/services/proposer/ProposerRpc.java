package dev.kopi.services.proposer;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.services.lifecycle.CommandAnswer;
import dev.kopi.services.proposer.ProposerDriver.Command;
import tools.jackson.databind.JsonNode;

/** The admin methods of a proposer. */
public final class ProposerRpc {
  private ProposerRpc() {}

  /** The methods of one proposer. */
  public static RpcMethods methods(ProposerService proposer) {
    return new RpcMethods()
        .add("admin_startProposer", params -> command(proposer, Command.START))
        .add("admin_stopProposer", params -> command(proposer, Command.STOP));
  }

  private static JsonNode command(ProposerService proposer, Command command) {
    CommandAnswer answer = proposer.command(command);
    if (answer != CommandAnswer.DONE) {
      throw RpcException.server("proposer " + answer.text());
    }
    return JsonValues.nothing();
  }
}
