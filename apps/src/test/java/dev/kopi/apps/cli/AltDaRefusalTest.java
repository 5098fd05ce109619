package dev.kopi.apps.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Commands that derive, on a chain whose batches they cannot read. */
class AltDaRefusalTest {
  private static final String ROLLUP =
      """
      {"genesis": {
         "l1": {"hash": "0x%1$s", "number": 7},
         "l2": {"hash": "0x%3$s", "number": 0},
         "l2_time": 1000,
         "system_config": {"batcherAddr": "0x%2$s", "overhead": "0x%1$s", "scalar": "0x%1$s",
           "gasLimit": 30000000}},
       "block_time": 2, "max_sequencer_drift": 600, "seq_window_size": 3600, "channel_timeout": 300,
       "l1_chain_id": 900, "l2_chain_id": 901,
       "regolith_time": 0, "canyon_time": 0, "delta_time": 0, "ecotone_time": 0,
       "batch_inbox_address": "0x%2$s", "deposit_contract_address": "0x%2$s",
       "l1_system_config_address": "0x%2$s",
       "chain_op_config": {"eip1559Elasticity": 6, "eip1559Denominator": 50,
         "eip1559DenominatorCanyon": 250},
       "alt_da": {"da_commitment_type": "GenericCommitment", "da_challenge_window": 16,
         "da_resolve_window": 16}}
      """
          .formatted("01".repeat(32), "03".repeat(20), "02".repeat(32));

  @TempDir private Path directory = Path.of("");

  @Test
  void refusesAChainWithBatchesOutsideOfL1() throws IOException {
    Path rollup = Files.writeString(directory.resolve("rollup.json"), ROLLUP);
    Path secret = Files.writeString(directory.resolve("jwt.hex"), "11".repeat(32));
    Path l1 = Files.writeString(directory.resolve("l1.json"), "{}");
    CommandRun run =
        CommandRun.of(
            List.of(
                "node",
                "--l1=http://127.0.0.1:1",
                "--l2=http://127.0.0.1:1",
                "--l1.beacon.ignore",
                "--l2.jwt-secret=" + secret,
                "--rollup.config=" + rollup,
                "--rollup.l1-chain-config=" + l1));
    assertThat(run.exit()).isNotZero();
    assertThat(run.err()).contains("--rollup.config", "alt_da", "cannot read them yet");
  }

  @Test
  void refusesToProveAChainWithBatchesOutsideOfL1() throws IOException {
    Path rollup = Files.writeString(directory.resolve("rollup.json"), ROLLUP);
    Path l1 = Files.writeString(directory.resolve("l1.json"), "{}");
    String hash = "0x" + "01".repeat(32);
    String chain = "--rollup.config=" + rollup;
    CommandRun host =
        CommandRun.of(
            List.of(
                "program",
                "host",
                chain,
                "--l1.chainconfig=" + l1,
                "--datadir=" + directory.resolve("preimages"),
                "--l1.head=" + hash,
                "--l2.head=" + hash,
                "--l2.outputroot=" + hash,
                "--l2.claim=" + hash,
                "--l2.blocknumber=1"));
    assertThat(host.exit()).isNotZero();
    assertThat(host.err()).contains("--rollup.config", "alt_da", "no pre-images");
    CommandRun prestate =
        CommandRun.of(
            List.of("program", "prestate", chain, "--l1.chainconfig=" + l1, "--l2.genesis=" + l1));
    assertThat(prestate.exit()).isNotZero();
    assertThat(prestate.err()).contains("alt_da");
  }

  @Test
  void refusesToReplayAChainWithBatchesOutsideOfL1() throws IOException {
    Files.writeString(directory.resolve("rollup.json"), ROLLUP);
    CommandRun run = CommandRun.of(List.of("derive", directory.toString()));
    assertThat(run.exit()).isNotZero();
    assertThat(run.err()).contains("alt_da");
  }
}
