package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.apps.cli.CommandFailed;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first question to another program, which may be starting just now as well. */
final class Patience {
  private static final Logger LOG = LoggerFactory.getLogger(Patience.class);
  private static final int ATTEMPTS = 30;

  private Patience() {}

  /**
   * Asks until there is an answer, for half a minute.
   *
   * @param flag the option that names the other program
   * @param url what the option says
   */
  static <T> T ask(String flag, Object url, Supplier<T> question) {
    for (int attempt = 1; ; attempt++) {
      try {
        return question.get();
      } catch (RpcTransportException e) {
        if (attempt == ATTEMPTS) {
          throw new CommandFailed(
              flag + ": nobody answers: " + e.getMessage() + "; is it running there?", e);
        }
        if (attempt == 1) {
          LOG.warn("{}: waiting for an answer: {}", flag, e.getMessage());
        }
        pause();
      } catch (RpcException | DecodeException e) {
        throw new CommandFailed(
            flag + ": " + url + " is not what is needed there: " + e.getMessage(), e);
      }
    }
  }

  /** The program behind a URL must know the right chain. */
  static void requireChain(String flag, Object url, EthClient chain, UInt256 expected) {
    UInt256 found = ask(flag, url, chain::chainId);
    if (!found.equals(expected)) {
      throw new CommandFailed(
          flag
              + ": the chain there has id "
              + found
              + ", the rollup's configuration says "
              + expected
              + "; one of the two is another chain's");
    }
  }

  private static void pause() {
    try {
      Thread.sleep(1000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed("interrupted", e);
    }
  }
}
