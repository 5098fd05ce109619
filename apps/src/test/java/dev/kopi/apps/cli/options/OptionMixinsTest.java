package dev.kopi.apps.cli.options;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.apps.assembly.OpenPort;
import dev.kopi.apps.cli.values.Durations;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.primitives.UInt256;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ObjectNode;

/** What the shared options turn into. */
class OptionMixinsTest {
  @Command(name = "roles")
  private static final class Roles {
    @Mixin private TxPoolOptions pool = new TxPoolOptions();
    @Mixin private ForkOverrides overrides = new ForkOverrides();
    @Mixin private PublicRpcOptions publicRpc = new PublicRpcOptions();
    @Mixin private RpcOptions rpc = new RpcOptions(9545);
  }

  private static Roles parse(String... arguments) {
    Roles roles = new Roles();
    CommandLine line = new CommandLine(roles);
    line.registerConverter(Duration.class, new Durations());
    line.parseArgs(arguments);
    return roles;
  }

  @Test
  void poolLimitsAreThoseOfGoEthereum() {
    PoolLimits limits =
        parse(
                "--txpool.pricelimit=5",
                "--txpool.pricebump=20",
                "--txpool.accountslots=1",
                "--txpool.globalslots=2",
                "--txpool.accountqueue=3",
                "--txpool.globalqueue=4",
                "--txpool.lifetime=90m")
            .pool
            .limits();
    assertThat(limits.priceLimit()).isEqualTo(UInt256.of(5));
    assertThat(limits.priceBumpPercent()).isEqualTo(20);
    assertThat(limits.accountSlots()).isEqualTo(1);
    assertThat(limits.globalSlots()).isEqualTo(2);
    assertThat(limits.accountQueue()).isEqualTo(3);
    assertThat(limits.globalQueue()).isEqualTo(4);
    assertThat(limits.lifetimeMillis()).isEqualTo(5_400_000);
    assertThat(parse().pool.limits()).isEqualTo(PoolLimits.DEFAULT);
  }

  @Test
  void overridesReplaceTheTimesOfTheFile() {
    ObjectNode rollup = Json.object().put("canyon_time", 1).put("delta_time", 2);
    parse("--override.canyon=10", "--override.lagoon=30").overrides.apply(rollup);
    assertThat(Json.text(rollup))
        .isEqualTo("{\"canyon_time\":10,\"delta_time\":2,\"lagoon_time\":30}");
  }

  @Test
  void webSocketHasItsOwnNamespacesOnItsOwnPort() {
    List<OpenPort> ports = parse("--http.api=eth,net", "--ws", "--ws.api=eth").publicRpc.ports();
    assertThat(ports)
        .extracting(OpenPort::namespaces)
        .containsExactly(Set.of("eth", "net"), Set.of("eth"));
    assertThat(parse("--http.api=eth", "--ws").publicRpc.ports())
        .extracting(OpenPort::namespaces)
        .containsExactly(Set.of("eth"), Set.of("eth"));
  }

  @Test
  void rpcOfARoleListensOnLoopbackUnlessToldOtherwise() {
    assertThat(parse().rpc.config().host()).isEqualTo("127.0.0.1");
    assertThat(parse().rpc.config().port()).isEqualTo(9545);
    assertThat(parse("--rpc.addr=0.0.0.0", "--rpc.port=0").rpc.config().host())
        .isEqualTo("0.0.0.0");
  }
}
