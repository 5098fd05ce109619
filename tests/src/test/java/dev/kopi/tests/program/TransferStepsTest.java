package dev.kopi.tests.program;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.compression.BrotliDictionary;
import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.genesis.ChainConfigJson;
import dev.kopi.adapters.json.rollup.RollupFile;
import dev.kopi.adapters.upgrades.UpgradeFiles;
import dev.kopi.apps.program.ProgramConfiguration;
import dev.kopi.apps.program.ProgramFace;
import dev.kopi.apps.program.ReleasedProgram;
import dev.kopi.apps.proof.HostOracle;
import dev.kopi.apps.proof.PreimageStore;
import dev.kopi.apps.proof.ProofClaim;
import dev.kopi.core.cannon.machine.Machine;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.proof.EmbeddedConfiguration;
import dev.kopi.core.proof.FaultProofProgram;
import dev.kopi.core.proof.ProgramResources;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.rollup.RollupConfig;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * How many steps the released program takes for three blocks of transfers, recorded from a devnet
 * whose newest fork is Jovian. The recording holds every pre-image, so that any program of the same
 * keys can run it.
 */
class TransferStepsTest {
  private static final long CHAIN_ID = 901;

  private final Crypto crypto = NativeCrypto.create();
  private final UpgradeTransactions upgrades = UpgradeFiles.shipped();
  private final JsonNode recording = read();
  private final EmbeddedConfiguration configuration = configuration();

  private static JsonNode read() {
    try (InputStream file =
            Objects.requireNonNull(
                TransferStepsTest.class.getResourceAsStream("transfers.json.gz"));
        InputStream in = new GZIPInputStream(file)) {
      return Json.parse(in.readAllBytes());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private EmbeddedConfiguration configuration() {
    RollupConfig rollup = RollupFile.read(recording.get("rollupConfig")).config();
    return ProgramConfiguration.of(
        rollup,
        ChainConfigJson.readFile(recording.get("l1Config")),
        ChainConfigJson.readFile(recording.get("l2Config")),
        upgrades);
  }

  private HostOracle oracle(JsonNode claim, UInt256 added) {
    PreimageStore store = PreimageStore.inMemory();
    recording
        .get("preimages")
        .properties()
        .forEach(entry ->
            store.put(
                new PreimageKey(Hash.fromHex(entry.getKey())),
                JsonFields.asBytes(entry.getValue(), "pre-image")));
    Hash claimed = Hash.of(hash(claim, "claim").toUInt256().add(added).toArray());
    ProofClaim about =
        new ProofClaim(
            hash(claim, "l1Head"),
            hash(claim, "l2Head"),
            hash(claim, "agreedOutputRoot"),
            claimed,
            claim.get("blockNumber").longValue(),
            CHAIN_ID);
    return HostOracle.offline(about.inputs(Map.of()), store, crypto);
  }

  private static Hash hash(JsonNode claim, String name) {
    return Hash.fromHex(claim.get(name).stringValue());
  }

  @ParameterizedTest
  @CsvSource({
    "12 transfers a block, WIDE, 30",
    "12 transfers a block, NARROW, 45",
    "36 transfers a block, WIDE, 55",
    "36 transfers a block, NARROW, 85"
  })
  void threeBlocksTakeAtMostSoManyMillionSteps(String name, ProgramFace face, long millions)
      throws IOException {
    JsonNode claim = recording.get("claims").get(name);
    MachineState state = ReleasedProgram.bundled().state(face, configuration);
    GuestHost guest = new GuestHost(oracle(claim, UInt256.ZERO));
    new Machine(state, guest).run(2 * millions * 1_000_000);
    assertThat(state.exited()).as(guest.output()).isTrue();
    assertThat(state.exitCode()).as(guest.output()).isEqualTo(FaultProofProgram.VALID);
    System.out.println(
        "three blocks, " + name + ", " + face.bits() + " bits: " + state.step() + " steps");
    assertThat(state.step()).isLessThan(millions * 1_000_000);
  }

  @ParameterizedTest
  @CsvSource({"12 transfers a block", "36 transfers a block"})
  void theJvmDecidesTheSame(String name) {
    JsonNode claim = recording.get("claims").get(name);
    ProgramResources resources =
        new ProgramResources(BrotliDictionary.load(), upgrades, configuration, crypto);
    assertThat(FaultProofProgram.run(oracle(claim, UInt256.ZERO), resources).isValid()).isTrue();
    assertThat(FaultProofProgram.run(oracle(claim, UInt256.ONE), resources).isValid()).isFalse();
  }
}
