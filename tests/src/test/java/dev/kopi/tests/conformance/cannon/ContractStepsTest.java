package dev.kopi.tests.conformance.cannon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.apps.conformance.CaseFolders;
import dev.kopi.core.cannon.loader.ProgramLoader;
import dev.kopi.core.cannon.machine.Fault;
import dev.kopi.core.cannon.machine.Host;
import dev.kopi.core.cannon.version.StateVersion;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/**
 * The 32-bit machine against the contract that decides disputes, MIPS 1.1.0, unmodified, in the
 * EVM: single steps with their proofs. With {@code -Dkopi.all=true} more than 200,000.
 */
class ContractStepsTest {
  private static final long SEED = Long.getLong("kopi.seed", 1);
  private static final boolean ALL = Vectors.all();
  private static final StepJudge.Sample SMALL = new StepJudge.Sample(40, 200, 3_000, 150_000);

  private final StepJudge judge = new StepJudge();
  private final Map<Hash, Bytes> preimages = new HashMap<>();
  private final Host host = host(preimages);

  private static Host host(Map<Hash, Bytes> preimages) {
    return new Host() {
      @Override
      public Bytes preimage(Hash key) {
        Bytes value = preimages.get(key);
        if (value == null) {
          throw new AssertionError("no pre-image of " + key);
        }
        return value;
      }

      @Override
      public void hint(Bytes hint) {}

      @Override
      public void write(int fd, Bytes data) {}
    };
  }

  private List<Hash> keys() {
    SplittableRandom random = new SplittableRandom(SEED);
    List<Hash> keys = new ArrayList<>();
    for (int size : new int[] {0, 1, 3, 4, 7, 32, 100, 500}) {
      byte[] value = new byte[size];
      random.nextBytes(value);
      byte[] key = Keccak256.hash(value).toArray();
      key[0] = 2;
      keys.add(Hash.of(key));
      preimages.put(keys.getLast(), Bytes.wrap(value));
    }
    for (int ident : new int[] {1, 2, 3}) {
      byte[] value = new byte[ident == 3 ? 8 : 32];
      random.nextBytes(value);
      keys.add(Hash.ofWords(1L << 56, 0, 0, ident));
      preimages.put(keys.getLast(), Bytes.wrap(value));
    }
    return keys;
  }

  @Test
  void anyStateGoesOnAsTheContractSays() {
    SplittableRandom random = new SplittableRandom(SEED);
    RandomStates states = new RandomStates(random, keys());
    int count = ALL ? 90_000 : 1_500;
    for (int i = 0; i < count; i++) {
      byte[] state = states.next();
      judge.one("state " + i + " of -Dkopi.seed=" + SEED, () -> RandomStates.decode(state), host);
    }
    judge.report("random states");
    assertThat(judge.syscalls()).containsOnlyKeys(0, 4003, 4004, 4045, 4055, 4090, 4120, 4246);
    if (ALL) {
      assertThat(judge.faults())
          .containsKeys(
              Fault.INVALID_INSTRUCTION,
              Fault.BRANCH_IN_DELAY_SLOT,
              Fault.JUMP_IN_DELAY_SLOT,
              Fault.DIVISION_BY_ZERO,
              Fault.UNALIGNED_PC,
              Fault.PREIMAGE_OFFSET);
    }
  }

  @Test
  void randomProgramsRunAsTheContractSays() {
    List<Hash> keys = keys();
    int programs = ALL ? 60 : 3;
    for (int i = 0; i < programs; i++) {
      long seed = SEED + i;
      judge.run(
          "program of seed " + seed,
          () -> new RandomCaller(new SplittableRandom(seed), keys).load(),
          host,
          new SplittableRandom(seed),
          ALL ? new StepJudge.Sample(1, 1, 1, 1_500) : new StepJudge.Sample(3, 20, 20, 3_000));
    }
    judge.report(programs + " random programs");
    assertThat(judge.preimages()).isPositive();
    assertThat(judge.syscalls()).containsKeys(4003, 4004);
  }

  @Test
  void recordedProgramsRunAsTheContractSays() throws IOException {
    int[] programs = {0};
    CaseFolders.each(
        Vectors.path("cannon.zip"),
        "program.elf.gz",
        folder -> {
          if (folder.toString().contains("st32")) {
            recorded(folder);
            programs[0]++;
          }
        });
    assertThat(programs[0]).isEqualTo(35);
    judge.report(programs[0] + " recorded programs");
    assertThat(judge.preimages()).isPositive();
  }

  private void recorded(Path folder) {
    try {
      byte[] elf = unzip(folder.resolve("program.elf.gz"));
      Map<Hash, Bytes> values = new HashMap<>();
      Path file = folder.resolve("preimages.json.gz");
      if (Files.exists(file)) {
        Json.parse(unzip(file))
            .properties()
            .forEach(entry ->
                values.put(
                    Hash.fromHex(entry.getKey()),
                    JsonFields.asBytes(entry.getValue(), "pre-image")));
      }
      judge.run(
          folder.toString(),
          () -> ProgramLoader.load(StateVersion.SINGLE_THREADED, elf),
          host(values),
          new SplittableRandom(SEED),
          ALL ? new StepJudge.Sample(1, 1, 50, 3_000_000) : SMALL);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] unzip(Path file) throws IOException {
    try (GZIPInputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      return in.readAllBytes();
    }
  }
}
