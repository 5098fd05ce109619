package dev.kopi.apps.cli.roles;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.http.EndpointAddress;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import java.net.URI;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first request to another program, which may still be starting. */
public final class EndpointProbe {
  private static final Logger LOG = LoggerFactory.getLogger(EndpointProbe.class);
  private static final int ATTEMPTS = 30;

  private EndpointProbe() {}

  /**
   * Repeats a request until it is answered, for up to 30 seconds.
   *
   * @param flag the option with the URL
   * @param url the URL
   */
  public static <T> T ask(String flag, URI url, Supplier<T> question) {
    for (int attempt = 1; ; attempt++) {
      try {
        return question.get();
      } catch (RpcTransportException e) {
        if (attempt == ATTEMPTS) {
          throw new CommandFailed(
              flag + ": no answer: " + e.getMessage() + "; is it running there?", e);
        }
        if (attempt == 1) {
          LOG.warn("{}: waiting for an answer: {}", flag, e.getMessage());
        }
        pause();
      } catch (RpcException | DecodeException e) {
        throw new CommandFailed(
            flag
                + ": "
                + EndpointAddress.shown(url)
                + " does not answer as expected: "
                + e.getMessage(),
            e);
      }
    }
  }

  /** Requires that the program behind a URL serves the right chain. */
  public static void requireChain(String flag, URI url, EthClient chain, UInt256 expected) {
    UInt256 found = ask(flag, url, chain::chainId);
    if (!found.equals(expected)) {
      throw new CommandFailed(
          flag
              + ": the chain there has id "
              + found
              + ", but in the rollup configuration it is "
              + expected
              + "; one of them belongs to another chain");
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
