package dev.kopi.apps.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.json.Json;
import dev.kopi.apps.assembly.OpenPort;
import dev.kopi.apps.cli.values.Durations;
import dev.kopi.apps.cli.values.EtherDecimal;
import dev.kopi.apps.cli.values.HexValues;
import dev.kopi.core.pool.PoolLimits;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.pool.PoolSettings;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.TypeConversionException;
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
    HexValues.register(line);
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
  void theJournalIsInTheDataDirectoryUnlessItsPathIsAbsolute() {
    Path data = Path.of("data").toAbsolutePath();
    assertThat(parse().pool.settings(data, UInt256.ONE, true))
        .isEqualTo(
            new PoolSettings(
                PoolLimits.DEFAULT,
                UInt256.ONE,
                true,
                new PoolSettings.Journal(data.resolve("transactions.rlp"))));
    assertThat(journal("--txpool.journal=").apply(data)).isNull();
    Path elsewhere = data.resolveSibling("elsewhere.rlp");
    assertThat(
            journal(
                    "--txpool.journal=" + elsewhere,
                    "--txpool.rejournal=10m",
                    "--txpool.nolocals",
                    "--txpool.locals=0x%1$s,0x%2$s".formatted("01".repeat(20), "02".repeat(20)))
                .apply(data))
        .isEqualTo(
            new PoolSettings.Journal(
                elsewhere,
                Duration.ofMinutes(10),
                true,
                Set.of(
                    Address.fromHex("0x" + "01".repeat(20)),
                    Address.fromHex("0x" + "02".repeat(20)))));
  }

  private static Function<Path, PoolSettings.@Nullable Journal> journal(String... arguments) {
    return data -> parse(arguments).pool.settings(data, UInt256.ZERO, true).journal();
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 1000000000000000000", "0.25, 250000000000000000", "1e-18, 1"})
  void amountsInEtherAreReadAsWei(String ether, String wei) {
    assertThat(new EtherDecimal().convert(ether)).isEqualTo(UInt256.of(new BigInteger(wei)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "one", "", "1e19", "NaN"})
  void otherAmountsAreRefused(String ether) {
    assertThatThrownBy(() -> new EtherDecimal().convert(ether))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("it must be an amount in ether");
  }

  @Test
  void theUpgradeGasOfKarstIsKeptOrNotWhenAsked() {
    for (String given : new String[] {"", "=true", "=false"}) {
      ObjectNode rollup = Json.object().put("keep_karst_upgrade_gas", given.equals("=false"));
      parse("--override.keep-karst-upgrade-gas" + given).overrides.apply(rollup);
      assertThat(rollup.get("keep_karst_upgrade_gas").booleanValue())
          .isEqualTo(!given.equals("=false"));
    }
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
