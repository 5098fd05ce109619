package dev.kopi.apps.cli;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.kopi.apps.cli.compat.ReferenceFlag;
import dev.kopi.apps.cli.compat.ReferenceFlag.Effect;
import dev.kopi.apps.cli.compat.ReferenceFlags;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/**
 * The options of the Go services: honoured, accepted with one warning, or refused with a reason.
 */
class ReferenceFlagsTest {
  private static final List<String> COMMANDS =
      List.of("engine", "node", "batcher", "proposer", "challenger");

  @TempDir private Path directory = Path.of("");
  private final ListAppender<ILoggingEvent> logged = new ListAppender<>();

  @BeforeEach
  void listen() {
    logged.start();
    root().addAppender(logged);
  }

  @AfterEach
  void stopListening() {
    root().detachAppender(logged);
    root().setLevel(Level.INFO);
  }

  private static Logger root() {
    return (Logger) LoggerFactory.getLogger("dev.kopi.apps.cli");
  }

  static Stream<Arguments> flags() {
    return COMMANDS.stream()
        .flatMap(command ->
            ReferenceFlags.of(command).stream().map(flag -> Arguments.of(command, flag)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("flags")
  void everyFlagIsAnOptionOfItsCommand(String command, ReferenceFlag flag) {
    CommandLine line = Kopi.commandLine().getSubcommands().get(command);
    assertThat(line).isNotNull();
    assertThat(line.getCommandSpec().findOption(flag.name())).isNotNull();
    assertThat(line.getCommandSpec().findOption(flag.name()).hidden())
        .isEqualTo(flag.effect() != Effect.HONOURED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"engine", "node", "batcher", "proposer", "challenger"})
  void theDocumentationListsEveryFlag(String command) throws IOException {
    Path root = Path.of(System.getProperty("kopi.root", ".."));
    List<String> lines = Files.readAllLines(root.resolve("docs").resolve("operating.md"));
    List<String> rows =
        ReferenceFlags.of(command).stream().map(flag -> row(command, flag)).toList();
    assertThat(lines.stream().filter(line -> line.startsWith("| " + command + " `--")).toList())
        .containsExactlyElementsOf(rows);
  }

  private static String row(String command, ReferenceFlag flag) {
    String values =
        flag.accepted().isEmpty() || flag.effect() == Effect.REFUSED
            ? ""
            : " (" + String.join(", ", flag.accepted()) + ")";
    String effect =
        switch (flag.effect()) {
          case HONOURED -> "honoured";
          case IGNORED -> "no effect" + values;
          case REFUSED -> "refused";
        };
    return "| " + command + " `" + flag.name() + "` | " + effect + " | " + flag.reason() + " |";
  }

  @Test
  void engineWarnsOnceAboutAllFlagsWithoutEffect() {
    List<String> flags =
        List.of(
            "--syncmode=full",
            "--nodiscover",
            "--port=30303",
            "--maxpeers=0",
            "--state.scheme=path",
            "--rollup.disabletxpoolgossip=true",
            "--rollup.computependingblock=false",
            "--ipcdisable",
            "--rpc.allow-unprotected-txs");
    CommandRun run = run("engine", flags);
    assertThat(run.err()).contains("give --genesis FILE");
    assertThat(warnings()).hasSize(1);
    assertThat(warnings().getFirst()).contains(flags.stream().map(f -> f.split("=")[0]).toList());
  }

  @Test
  void nodeWarnsOnceAboutAllFlagsWithoutEffect() {
    List<String> flags =
        List.of(
            "--p2p.nat",
            "--l2.enginekind=reth",
            "--syncmode=consensus-layer",
            "--pprof.enabled=false",
            "--pprof.port=6060");
    CommandRun run = run("node", flags);
    assertThat(run.err()).contains("is not a rollup.json");
    assertThat(warnings()).hasSize(1);
    assertThat(warnings().getFirst()).contains(flags.stream().map(f -> f.split("=")[0]).toList());
  }

  @Test
  void warnsOfNamespacesThatAreNotServed() {
    run("engine", List.of("--http.api=eth,personal,engine"));
    assertThat(warnings()).containsExactly("namespaces that are not served: engine, personal");
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "engine, --syncmode=snap, it must be full",
    "engine, --rollup.computependingblock, 'the block \"pending\" is always the head'",
    "engine, --ipcpath=geth.ipc, there is no IPC socket",
    "engine, --op-network=op-mainnet, give --genesis FILE",
    "engine, --pprof, use jcmd",
    "engine, --rpc.txfeecap=-1, it must be an amount in ether",
    "engine, --rpc.allow-unprotected-txs=false, it must be true",
    "engine, --gcmode=light, 'it must be one of full, archive'",
    "engine, --verbosity=6, it must be from 0 to 5",
    "engine, --networkid=0, it must be at least 1",
    "engine, --txpool.globalslots=0, it must be at least 1",
    "engine, --txpool.lifetime=-1h, it must be a duration",
    "engine, --rpc.gascap=-1, it must be at least 0",
    "engine, --rpc.evmtimeout=5, it must be a duration",
    "node, --network=op-mainnet, give --rollup.config FILE",
    "node, --syncmode=execution-layer, it must be consensus-layer",
    "node, --p2p.sequencer.key=0x1234, it must be a private key of 32 bytes",
    "node, --conductor.enabled, the conductor is not supported",
    "node, --pprof.enabled, use jcmd",
    "node, --override.canyon=-1, it must be at least 0",
    "proposer, --l2oo-address=0x12, proposals go to --game-factory-address",
  })
  void refusesWhatCannotBeHonoured(String command, String option, String reason) {
    CommandRun run = run(command, List.of(option));
    assertThat(run.err())
        .startsWith("kopi: " + option.split("=", 2)[0])
        .contains(reason)
        .doesNotContain("0x1234", "\tat ");
    assertThat(run.exit()).isEqualTo(2);
    assertThat(directory.resolve("data")).doesNotExist();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"--gcmode=archive --history.state=10", "--ws --ws.port=8545 --ws.api=eth"})
  void refusesFlagsThatContradictEachOther(String options) {
    CommandRun run = run("engine", List.of(options.split(" ")));
    assertThat(run.exit()).isEqualTo(2);
    assertThat(directory.resolve("data")).doesNotExist();
  }

  private CommandRun run(String command, List<String> options) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(
        switch (command) {
          case "engine" -> List.of("--datadir=" + directory.resolve("data"));
          case "node" ->
              List.of(
                  "--l2=http://127.0.0.1:1",
                  "--l1.beacon.ignore",
                  "--l2.jwt-secret=" + emptyFile(),
                  "--rollup.config=" + emptyFile(),
                  "--rollup.l1-chain-config=" + emptyFile());
          default -> List.of();
        });
    arguments.addAll(options);
    if (!command.equals("engine") && !command.equals("node")) {
      arguments.addAll(
          List.of(
              "--l1-eth-rpc=http://127.0.0.1:1",
              "--rollup-rpc=http://127.0.0.1:1",
              "--private-key=0x" + "11".repeat(32)));
      arguments.addAll(
          command.equals("batcher")
              ? List.of("--l2-eth-rpc=http://127.0.0.1:1")
              : List.of("--proposal-interval=1h", "--game-factory-address=0x" + "22".repeat(20)));
    }
    return CommandRun.of(arguments);
  }

  private Path emptyFile() {
    Path file = directory.resolve("empty");
    try {
      return Files.exists(file) ? file : Files.createFile(file);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<String> warnings() {
    return logged.list.stream()
        .filter(event -> event.getLevel() == Level.WARN)
        .map(ILoggingEvent::getFormattedMessage)
        .toList();
  }
}
