package dev.kopi.apps.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.platform.BigEndian;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CannonCommandTest {
  private static final int CODE = 0x1_0000;

  /** Writes the key 0x02…02 to the oracle, reads four bytes of its length, and exits with 0. */
  private static final int[] PROGRAM = {
    0x3c10_0001, // lui s0, 1
    0x3610_0100, // ori s0, 0x100
    0x2411_0008, // li s1, 8
    0x2402_0fa4, // loop: li v0, write
    0x2404_0006, // li a0, 6
    0x0200_2821, // move a1, s0
    0x2406_0004, // li a2, 4
    0x0000_000c, // syscall
    0x2610_0004, // s0 += 4
    0x2631_ffff, // s1 -= 1
    0x1620_fff8, // bnez s1, loop
    0,
    0x2402_0fa3, // li v0, read
    0x2404_0005, // li a0, 5
    0x0200_2821, // move a1, s0
    0x2406_0004, // li a2, 4
    0x0000_000c, // syscall
    0x2402_1096, // li v0, exit_group
    0x2404_0000,
    0x0000_000c,
  };

  private static final String SERVER =
      "head -c 32 <&5 >/dev/null; printf '\\000\\000\\000\\000\\000\\000\\000\\003abc' >&6";

  @TempDir private Path folder;

  private Path state = Path.of("");

  @BeforeEach
  void load() throws IOException {
    byte[] elf = new byte[52 + 32 + 0x120];
    System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 1, 2}, 0, elf, 0, 6);
    elf[17] = 2;
    elf[19] = 8;
    BigEndian.putInt(elf, 24, CODE);
    BigEndian.putInt(elf, 28, 52);
    elf[43] = 32;
    elf[45] = 1;
    BigEndian.putInt(elf, 52, 1);
    BigEndian.putInt(elf, 56, 84);
    BigEndian.putInt(elf, 60, CODE);
    BigEndian.putInt(elf, 68, 0x120);
    BigEndian.putInt(elf, 72, 0x120);
    for (int i = 0; i < PROGRAM.length; i++) {
      BigEndian.putInt(elf, 84 + 4 * i, PROGRAM[i]);
    }
    Arrays.fill(elf, 84 + 0x100, 84 + 0x120, (byte) 2);
    Path program = folder.resolve("program.elf");
    Files.write(program, elf);
    state = folder.resolve("state.json");
    CommandRun run =
        CommandRun.of(
            List.of(
                "cannon",
                "load-elf",
                "--type",
                "singlethreaded",
                "--path",
                program.toString(),
                "--out",
                state.toString(),
                "--meta",
                ""));
    assertThat(run.exit()).as(run.err()).isZero();
  }

  private CommandRun run(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "cannon",
                "run",
                "--input",
                state.toString(),
                "--meta",
                "",
                "--output",
                file("out.bin.gz"),
                "--proof-fmt",
                file("proof-%d.json"),
                "--snapshot-fmt",
                file("state-%d.bin.gz")));
    all.addAll(List.of(more));
    return CommandRun.of(all);
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> all = Files.list(folder)) {
      return all.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void servesPreimagesFromAChildProcess() throws IOException {
    CommandRun run = run("--proof-at", "=79", "--", "/bin/sh", "-c", SERVER);
    assertThat(run.exit()).as(run.err()).isZero();
    var proof = Json.parse(Files.readAllBytes(Path.of(file("proof-79.json"))));
    assertThat(proof.get("oracle-value").stringValue()).isEqualTo("0x0000000000000003616263");
    assertThat(files()).contains("out.bin.gz").noneMatch(name -> name.endsWith(".part"));
  }

  @Test
  void continuesASnapshot() throws IOException {
    run("--snapshot-at", "=40", "--", "/bin/sh", "-c", SERVER);
    byte[] end = Files.readAllBytes(Path.of(file("out.bin.gz")));
    state = Path.of(file("state-40.bin.gz"));
    run("--", "/bin/sh", "-c", SERVER);
    assertThat(Files.readAllBytes(Path.of(file("out.bin.gz")))).isEqualTo(end);
  }

  @Test
  void saysThatTheServerEnded() throws IOException {
    CommandRun run = run("--", "/bin/sh", "-c", "exit 3");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("the pre-image server ended with status 3");
    assertThat(files()).doesNotContain("out.bin.gz");
  }

  @Test
  void endsAServerThatStalls() {
    CommandRun run = run("--server-timeout", "1s", "--", "/bin/sh", "-c", "exec sleep 60");
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("no answer in time");
  }

  @Test
  void refusesAPreimageOfAnImpossibleSize() throws IOException {
    String server =
        "head -c 32 <&5 >/dev/null; printf '\\177\\377\\0\\0\\0\\0\\0\\0' >&6; exec sleep 60";
    CommandRun run = run("--", "/bin/sh", "-c", server);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("the server says that pre-image").contains("bytes");
    assertThat(files()).doesNotContain("out.bin.gz");
  }

  @Test
  void refusesAPreimageThatIsShorterThanItsSize() throws IOException {
    String server =
        "head -c 32 <&5 >/dev/null; printf '\\000\\000\\000\\000\\000\\000\\000\\003ab' >&6; exit 4";
    CommandRun run = run("--", "/bin/sh", "-c", server);
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("ended with status 4 at pre-image");
    assertThat(files()).doesNotContain("out.bin.gz");
  }

  @Test
  void saysThatThereIsNoServer() {
    assertThat(run().err()).contains("there is no server");
    assertThat(run("--", "/no/such/program").err()).contains("no such program");
  }

  @Test
  void refusesDamagedStates() throws IOException {
    state = Path.of(file("damaged.bin.gz"));
    Files.write(state, new byte[] {0x1f, (byte) 0x8b, 8, 0});
    CommandRun run = run();
    assertThat(run.exit()).isEqualTo(1);
    assertThat(run.err()).contains("cut off or damaged");
  }
}
