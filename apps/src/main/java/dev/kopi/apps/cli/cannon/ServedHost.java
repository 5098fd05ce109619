package dev.kopi.apps.cli.cannon;

import dev.kopi.adapters.cannon.server.ServerProcess;
import dev.kopi.core.cannon.machine.Host;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Pre-images come from a server; what the program writes goes to standard error. */
final class ServedHost implements Host {
  private final @Nullable ServerProcess server;

  ServedHost(@Nullable ServerProcess server) {
    this.server = server;
  }

  @Override
  public Bytes preimage(Hash key) {
    try {
      if (server == null) {
        throw new IOException(
            "the program asks for pre-image " + key + ", and there is no server: give -- COMMAND");
      }
      return server.preimage(key);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void hint(Bytes hint) {
    try {
      if (server != null) {
        server.hint(hint);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void write(int fd, Bytes data) {
    System.err.write(data.toArray(), 0, data.size());
    System.err.flush();
  }
}
