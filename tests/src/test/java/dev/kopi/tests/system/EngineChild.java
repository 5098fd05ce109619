package dev.kopi.tests.system;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** {@code kopi engine} as a process of its own, which can be killed. */
final class EngineChild {
  private final KopiProcess process;

  private EngineChild(KopiProcess process) {
    this.process = process;
  }

  static EngineChild start(Path datadir, Path genesis, Path jwt, int rpcPort, int enginePort) {
    try {
      Files.createDirectories(datadir);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new EngineChild(
        KopiProcess.start(
            datadir.resolve("engine.log"),
            List.of(
                "engine",
                "--datadir=" + datadir,
                "--genesis=" + genesis,
                "--http.port=" + rpcPort,
                "--authrpc.port=" + enginePort,
                "--authrpc.jwtsecret=" + jwt)));
  }

  void kill() {
    process.kill();
  }
}
