package dev.kopi.apps.cli.bridge;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.adapters.rpc.client.RpcClients;
import dev.kopi.apps.bridge.BridgeFailed;
import dev.kopi.apps.bridge.Polling;
import dev.kopi.apps.bridge.StepListener;
import dev.kopi.apps.bridge.WithdrawalSteps;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.values.Range;
import dev.kopi.apps.cli.values.RpcUrls;
import dev.kopi.apps.wallet.Reverts;
import dev.kopi.apps.wallet.SendFailed;
import dev.kopi.apps.wallet.Wallet;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.primitives.DecodeException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.ObjectNode;

/** What every subcommand of {@code kopi bridge} takes. */
final class BridgeOptions {
  static final String AMOUNT =
      "How much, in the smallest unit; or with a unit: 0.5ether, 30gwei, 7wei.";

  private static final Duration RPC_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--l1",
      paramLabel = "URL",
      converter = RpcUrls.class,
      defaultValue = "http://127.0.0.1:8545",
      description = "The RPC of an L1 node.")
  private URI l1;

  @Option(
      names = "--l2",
      paramLabel = "URL",
      converter = RpcUrls.class,
      defaultValue = "http://127.0.0.1:9545",
      description = "The RPC of an L2 engine.")
  private URI l2;

  @Option(
      names = "--private-key",
      paramLabel = "KEY",
      defaultValue = "${env:KOPI_PRIVATE_KEY}",
      description = "The key that signs, 32 bytes in hex; its account pays gas.")
  private @Nullable PrivateKey privateKey;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "600",
      description = "Seconds to wait for what happens on the chains.")
  @Range(min = 1, max = 31_536_000)
  private long timeout;

  @Option(names = "--json", description = "Print one line of JSON on stdout for each step.")
  private boolean json;

  /** Connections to both chains. */
  static final class Connection {
    private final RpcClient l1Rpc;
    private final EthClient l1;
    private final EthClient l2;
    private final @Nullable PrivateKey privateKey;
    private final Secp256k1 secp256k1 = NativeCrypto.create().secp256k1();

    private Connection(RpcClient l1Rpc, EthClient l2, @Nullable PrivateKey privateKey) {
      this.l1Rpc = l1Rpc;
      this.l1 = new EthClient(l1Rpc::call);
      this.l2 = l2;
      this.privateKey = privateKey;
    }

    RpcClient l1Rpc() {
      return l1Rpc;
    }

    EthClient l1() {
      return l1;
    }

    EthClient l2() {
      return l2;
    }

    Wallet l1Wallet() {
      return wallet(l1);
    }

    Wallet l2Wallet() {
      return wallet(l2);
    }

    private Wallet wallet(EthClient chain) {
      if (privateKey == null) {
        throw new WrongUsage("--private-key is needed to send transactions");
      }
      return new Wallet(chain, privateKey, secp256k1, InstantSource.system(), PATIENCE);
    }
  }

  /** What a subcommand does. */
  interface Work {
    void run(Connection connection, StepListener steps);
  }

  int run(Work work) {
    try (RpcClient l1Rpc = RpcClients.open(l1, RPC_TIMEOUT);
        RpcClient l2Rpc = RpcClients.open(l2, RPC_TIMEOUT)) {
      work.run(new Connection(l1Rpc, new EthClient(l2Rpc::call), privateKey), this::print);
      return 0;
    } catch (SendFailed | BridgeFailed | DecodeException | RpcTransportException e) {
      throw new CommandFailed(String.valueOf(e.getMessage()), e);
    } catch (RpcException e) {
      throw new CommandFailed("a node refuses: " + Reverts.explain(e), e);
    }
  }

  /** The later steps of withdrawals; warnings go to stderr. */
  WithdrawalSteps withdrawals(Connection connection, StepListener steps) {
    return new WithdrawalSteps(connection.l1Rpc(), connection.l2(), waiting(), steps, this::warn);
  }

  private void warn(String warning) {
    PrintWriter err = spec.commandLine().getErr();
    err.println("warning: " + warning);
    err.flush();
  }

  Polling waiting() {
    return new Polling(InstantSource.system(), Duration.ofSeconds(timeout));
  }

  private void print(String step, Map<String, Object> details) {
    PrintWriter out = spec.commandLine().getOut();
    if (json) {
      ObjectNode line = Json.object();
      line.put("step", step);
      details.forEach((name, value) -> {
        switch (value) {
          case Long number -> line.put(name, number);
          case Boolean flag -> line.put(name, flag);
          default -> line.put(name, value.toString());
        }
      });
      out.println(Json.text(line));
    } else {
      out.println(step);
      details.forEach((name, value) -> out.println("  " + name + ": " + value));
    }
    out.flush();
  }
}
