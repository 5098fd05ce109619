package dev.kopi.apps.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Wrong input is refused while options are parsed: with status 2 and a line that names the option,
 * its value and what is allowed, without a stack trace, and before anything is written.
 */
class WrongInputTest {
  private static final String KEY = "0x" + "11".repeat(32);

  @TempDir private Path directory = Path.of("");
  private Path file = Path.of("");

  @BeforeEach
  void writeFile() throws IOException {
    file = Files.writeString(directory.resolve("a-file"), "content");
  }

  /** Arguments that are right but for the one under test. */
  private List<String> valid(String command) {
    String data = "--datadir=" + directory.resolve("data");
    return switch (command) {
      case "devnet" -> List.of("devnet", data);
      case "engine" -> List.of("engine", data);
      case "l1" -> List.of("l1", data);
      case "node" ->
          List.of(
              "node",
              "--l1=http://127.0.0.1:1",
              "--l2=http://127.0.0.1:1",
              "--l1.beacon=http://127.0.0.1:1",
              "--l2.jwt-secret=" + file,
              "--rollup.config=" + file,
              "--rollup.l1-chain-config=" + file);
      case "batcher" ->
          List.of(
              "batcher",
              "--l1-eth-rpc=http://127.0.0.1:1",
              "--l2-eth-rpc=http://127.0.0.1:1",
              "--rollup-rpc=http://127.0.0.1:1",
              "--private-key=" + KEY);
      case "proposer" ->
          List.of(
              "proposer",
              "--l1-eth-rpc=http://127.0.0.1:1",
              "--rollup-rpc=http://127.0.0.1:1",
              "--game-factory-address=0x" + "22".repeat(20),
              "--proposal-interval=1h",
              "--private-key=" + KEY);
      case "deploy" ->
          List.of(
              "deploy",
              "--l1=http://127.0.0.1:1",
              "--private-key=" + KEY,
              "--out=" + directory.resolve("data"));
      case "deposit" -> List.of("bridge", "deposit", "--amount=1ether", "--private-key=" + KEY);
      case "prove" -> List.of("bridge", "prove", "--tx=0x" + "33".repeat(32));
      case "export" -> List.of("export", data, directory.resolve("out").toString());
      default -> throw new AssertionError(command);
    };
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "devnet, --block-time, 0, it must be from 1 to 86400",
    "devnet, --block-time, abc, it must be a whole number",
    "devnet, --l1-slot, 0, it must be from 1 to 86400",
    "devnet, --l2-chain-id, 0, it must be at least 1",
    "devnet, --l2-chain-id, -1, it must be at least 1",
    "devnet, --l1-chain-id, -1, it must be at least 1",
    "devnet, --l2-chain-id, 99999999999999999999, it must be a whole number",
    "devnet, --l1, foo, it must be a URL such as http://127.0.0.1:8545",
    "devnet, --ports, 8, 'it must be 0, or left out'",
    "devnet, --without, foo, 'it must be one of sequencer, verifier, batcher, p2p, proposer, keeper, challenger'",
    "devnet, --fork, holocene=-1, it must be a whole number",
    "devnet, --fork, foo=1, no fork is called 'foo'",
    "deploy, --fork, 'isthmus=6,karst=9', karst is scheduled without jovian",
    "devnet, --profile, foo, 'it must be one of fast, production'",
    "devnet, --batcher.batch-type, 7, it must be from 0 to 1",
    "devnet, --batcher.data-availability-type, foo, 'it must be one of blobs, calldata'",
    "devnet, --batcher.compression-algo, gzip, 'it must be zlib, brotli, brotli-9'",
    "devnet, --proposer.proposal-interval, 0, it must be from 1 to",
    "engine, --http.port, -1, it must be from 0 to 65535",
    "engine, --http.port, 99999, it must be from 0 to 65535",
    "engine, --ws.port, 65536, it must be from 0 to 65535",
    "engine, --authrpc.port, -1, it must be from 0 to 65535",
    "engine, --http.api, foo, 'it must be one of admin, debug, eth, miner, net, op, testing, trace, txpool, web3'",
    "engine, --ws.api, foo, 'it must be one of admin, debug, eth, miner, net, op, testing, trace, txpool, web3'",
    "engine, --http.addr, no.such.host.invalid, it does not resolve",
    "engine, --http.addr, 8.8.8.8, it is not an address of this machine",
    "engine, --ws.addr, no.such.host.invalid, it does not resolve",
    "engine, --authrpc.addr, no.such.host.invalid, it does not resolve",
    "engine, --rollup.sequencerhttp, ftp://x, it must be a URL such as http://127.0.0.1:8545",
    "engine, --rollup.sequencerhttp, http://, it must be a URL such as http://127.0.0.1:8545",
    "engine, --rollup.sequencerhttp, http://x:99999, it must be a URL such as",
    "engine, --history.state, -1, it must be at least 0",
    "engine, --history.chain, -1, it must be at least 0",
    "engine, --cache, 7, it must be from 8 to",
    "engine, --cache, 1e3, it must be a whole number",
    "engine, --genesis, no-such-file, there is no such file",
    "engine, --metrics.port, -1, it must be from 0 to 65535",
    "engine, --metrics.addr, no.such.host.invalid, it does not resolve",
    "engine, --log.level, loud, 'it must be trace, debug, info, warn, error or crit'",
    "engine, --log.format, poem, 'it must be text, terminal, logfmt, logfmtms, json or jsonms'",
    "l1, --slot-time, 1500ms, it must be a number of whole seconds",
    "l1, --slot-time, 0, it must be at least 1s",
    "l1, --slot-time, 2 s, it must be a duration such as",
    "l1, --safe-distance, -1, it must be at least 0",
    "l1, --fee-recipient, 0x12, it must be an address of 20 bytes in hex",
    "l1, --beacon.port, 65536, it must be from 0 to 65535",
    "l1, --beacon.addr, no.such.host.invalid, it does not resolve",
    "node, --l1, ftp://x, 'with scheme http, https, ws, wss'",
    "node, --l1.beacon, ws://x, 'with scheme http, https'",
    "node, --l1, foo, it must be a URL such as http://127.0.0.1:8545",
    "node, --l2, foo, it must be a URL such as http://127.0.0.1:8545",
    "node, --l1.beacon, ftp://x, it must be a URL such as http://127.0.0.1:8545",
    "node, --l1.cache-size, 0, it must be from 1 to",
    "node, --l1.http-poll-interval, 0, it must be at least 1ms",
    "node, --l1.http-poll-interval, 999999999h, it must be at most 10 years",
    "node, --l1.beacon.slot-duration-override, -1, it must be from 0 to",
    "node, --verifier.l1-confs, -1, it must be at least 0",
    "node, --sequencer.l1-confs, -1, it must be at least 0",
    "node, --finality.delay, 0, it must be from 1 to",
    "node, --rollup.config, no-such-file, there is no such file",
    "node, --l2.jwt-secret, no-such-file, there is no such file",
    "node, --rpc.port, 65536, it must be from 0 to 65535",
    "node, --rpc.addr, no.such.host.invalid, it does not resolve",
    "node, --sequencer.enabled, maybe, 'is not a boolean'",
    "batcher, --batch-type, 7, it must be from 0 to 1",
    "batcher, --num-confirmations, -1, it must be from 1 to",
    "batcher, --max-channel-duration, -1, it must be at least 0",
    "batcher, --max-l1-tx-size-bytes, -1, it must be from 100 to",
    "batcher, --txmgr.min-tip-cap, -5, it must be a number of gwei",
    "batcher, --txmgr.min-tip-cap, 1e999999999, it must be a number of gwei",
    "batcher, --txmgr.max-basefee, 0.0000000001, it must be a number of gwei",
    "batcher, --target-num-frames, 0, it must be from 1 to 6",
    "batcher, --sub-safety-margin, -1, it must be at least 0",
    "batcher, --max-pending-tx, -1, it must be at least 0",
    "batcher, --approx-compr-ratio, 0, it must be a number from 0.01 to 1",
    "batcher, --compressor, foo, 'it must be one of shadow, ratio, none'",
    "batcher, --compression-algo, gzip, 'it must be zlib, brotli, brotli-9'",
    "batcher, --data-availability-type, foo, 'it must be one of calldata, blobs'",
    "batcher, --poll-interval, -1s, it must be a duration such as",
    "batcher, --poll-interval, 0, it must be at least 1ms",
    "batcher, --throttle.unsafe-da-bytes-lower-threshold, -1, it must be from 0 to",
    "batcher, --fee-limit-multiplier, 0, it must be at least 1",
    "batcher, --network-timeout, 0, it must be at least 1ms",
    "batcher, --l1-eth-rpc, foo, it must be a URL such as",
    "proposer, --game-factory-address, 0x12, it must be an address of 20 bytes in hex",
    "proposer, --game-type, -1, it must be from 0 to 4294967295",
    "proposer, --proposal-interval, 0, it must be at least 1ms",
    "deploy, --block-time, 0, it must be from 1 to",
    "deploy, --l2-chain-id, 0, it must be at least 1",
    "deploy, --batcher, foo, it must be an address of 20 bytes in hex",
    "deploy, --absolute-prestate, 0x12, it must be a hash of 32 bytes in hex",
    "deposit, --amount, -1, it must be a whole number of wei",
    "deposit, --amount, 0.5wei, it must be a whole number of wei",
    "deposit, --amount, 1finney, it must be a whole number of wei",
    "deposit, --to, foo, it must be an address of 20 bytes in hex",
    "deposit, --timeout, 0, it must be from 1 to",
    "deposit, --l1, foo, it must be a URL such as",
    "prove, --tx, 0x12, it must be a hash of 32 bytes in hex",
    "export, --first, -1, it must be at least 0",
  })
  void namesTheOptionTheValueAndWhatIsAllowed(
      String command, String option, String value, String allowed) throws IOException {
    CommandRun run = run(command, option, value);
    assertThat(run.err())
        .startsWith("kopi: " + option + " is '")
        .contains("is '" + value + "'", allowed, " --help' shows what it takes")
        .doesNotContain("\tat ", "defect");
    assertThat(run.exit()).isEqualTo(2);
    assertNothingIsWritten();
  }

  @ParameterizedTest(name = "{0} --datadir")
  @ValueSource(strings = {"devnet", "engine", "l1", "export"})
  void refusesADataDirectoryThatCannotBeCreated(String command) throws IOException {
    Path inFile = file.resolve("data");
    CommandRun run = run(command, "--datadir", inFile.toString());
    assertThat(run.err())
        .startsWith("kopi: --datadir is '" + inFile + "': it must be a directory")
        .contains(file + " is a file");
    assertThat(run.exit()).isEqualTo(2);
    assertNothingIsWritten();
  }

  @ParameterizedTest(name = "{0} --private-key")
  @ValueSource(strings = {"batcher", "proposer", "deploy", "deposit", "devnet"})
  void doesNotRepeatAKeyThatIsNone(String command) throws IOException {
    CommandRun run = run(command, "--private-key", KEY + "44");
    assertThat(run.err())
        .startsWith("kopi: --private-key: it must be a private key of 32 bytes in hex")
        .doesNotContain("1111");
    assertThat(run.exit()).isEqualTo(2);
    assertNothingIsWritten();
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource({
    "batcher, --l1-eth-rpc, ftp://user:secret@host",
    "node, --l1.beacon-header, 'Bad Name: secret'",
  })
  void doesNotRepeatCredentials(String command, String option, String value) {
    assertThat(run(command, option, value).err()).contains(option).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource({
    "devnet, '--l1-chain-id=901', '--l2-chain-id is 901: it must differ from --l1-chain-id'",
    "devnet, '--l1=http://127.0.0.1:1', '--l1 needs --l1.beacon URL too'",
    "devnet, '--l1.beacon=http://127.0.0.1:1', 'require an external L1: give --l1 URL'",
    "l1, '--finalized-distance=1', '--finalized-distance is 1: it must be at least --safe-distance'",
    "deploy, '--profile=production', '--profile production needs --l1.chainconfig'",
    "engine, '--no-such-option=0x1234', 'unknown option --no-such-option'",
  })
  void refusesOptionsThatDoNotFitTogether(String command, String option, String reason)
      throws IOException {
    List<String> arguments = new ArrayList<>(valid(command));
    arguments.add(option);
    CommandRun run = CommandRun.of(arguments);
    assertThat(run.err()).contains(reason).doesNotContain("\tat ", "0x1234");
    assertThat(run.exit()).isEqualTo(2);
    assertNothingIsWritten();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "bridge status --l1 http://127.0.0.1:1 --l2 http://127.0.0.1:1 --tx 0x3333333333333333333333333333333333333333333333333333333333333333",
        "deploy --l1 http://u:secret@127.0.0.1:1 --private-key 0x1111111111111111111111111111111111111111111111111111111111111111 --out no-such-directory",
        "evm t8n --input.alloc no-such-file",
        "evm statetest no-such-file",
        "evm run --code zz",
        "db inspect --datadir no-such-directory",
        "db verify --json --datadir no-such-directory",
        "export --datadir no-such-directory no-such-file",
        "devnet status --datadir no-such-directory",
      })
  void saysWhyACommandFailsInOneLine(String arguments) {
    CommandRun run = CommandRun.of(List.of(arguments.split(" ")));
    assertThat(run.err().strip())
        .startsWith("kopi: ")
        .doesNotContain("defect", "\tat ", "\n", "secret");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(Path.of("no-such-directory")).doesNotExist();
  }

  private CommandRun run(String command, String option, String value) {
    List<String> arguments = new ArrayList<>(valid(command));
    arguments.removeIf(argument -> argument.startsWith(option + "="));
    arguments.add(option);
    arguments.add(value);
    if (option.equals("--sequencer.enabled")) {
      arguments.removeLast();
      arguments.removeLast();
      arguments.add(option + "=" + value);
    }
    return CommandRun.of(arguments);
  }

  private void assertNothingIsWritten() throws IOException {
    try (Stream<Path> left = Files.list(directory)) {
      assertThat(left).containsExactly(file);
    }
  }
}
