package dev.kopi.services.challenger.trace;

import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.http.HttpEndpoint;
import dev.kopi.adapters.rpc.http.HttpResponse;
import dev.kopi.core.dispute.solver.TraceException;
import dev.kopi.core.primitives.Hash;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The absolute prestates of fault-proof programs, by their hashes. Each is verified once. For any
 * thread.
 */
public final class Prestates {
  private static final int MAX_BYTES = 512 << 20;
  private static final Duration TIMEOUT = Duration.ofMinutes(1);
  private static final List<String> SUFFIXES = List.of(".bin.gz", ".json.gz", ".json");

  private final @Nullable Path file;
  private final @Nullable URI base;
  private final Path cache;
  private final MachineRunner runner;
  private final Map<Path, Hash> hashes = new ConcurrentHashMap<>();

  /** A prestate, or why there is none that fits. */
  public sealed interface Found {
    /** A verified prestate. */
    record Prestate(Path file) implements Found {}

    /** There is none, and there will be none. */
    record None(String reason) implements Found {}
  }

  /**
   * Prestates of one place.
   *
   * @param file the only prestate; or null
   * @param base a folder or an address with one file for each hash; or null
   * @param cache where downloads are kept
   * @param runner tells the hash of a state
   */
  public Prestates(@Nullable Path file, @Nullable URI base, Path cache, MachineRunner runner) {
    this.file = file;
    this.base = base;
    this.cache = cache;
    this.runner = runner;
  }

  /**
   * The prestate with a hash.
   *
   * @throws TraceException when that cannot be told now, as when a server does not answer
   */
  public Found find(Hash hash) {
    Path only = file;
    URI from = base;
    if (only != null) {
      return Files.isReadable(only)
          ? verified(only, hash)
          : new Found.None("the prestate " + only + " cannot be read");
    }
    if (from == null) {
      return new Found.None(
          "no prestate is configured: set --cannon-prestate or --prestates-url for " + hash);
    }
    for (String suffix : SUFFIXES) {
      Path local = local(from, hash.toHex() + suffix);
      if (local != null) {
        return verified(local, hash);
      }
    }
    return new Found.None("there is no prestate " + hash + " at " + from);
  }

  private Found verified(Path prestate, Hash hash) {
    Hash real = hashes.computeIfAbsent(prestate, file -> runner.witness(file).hash());
    return real.equals(hash)
        ? new Found.Prestate(prestate)
        : new Found.None(
            "the prestate " + prestate + " has the hash " + real + ", the game demands " + hash);
  }

  private @Nullable Path local(URI from, String name) {
    String scheme = from.getScheme();
    if (scheme == null || scheme.equals("file")) {
      Path path = Path.of(from.getPath()).resolve(name);
      return Files.isReadable(path) ? path : null;
    }
    Path kept = cache.resolve(name);
    return Files.exists(kept) || download(from, name, kept) ? kept : null;
  }

  /** Answers whether there is such a file. */
  private static boolean download(URI from, String name, Path to) {
    try {
      HttpResponse answer = new HttpEndpoint(from, MAX_BYTES).get("/" + name, Map.of(), TIMEOUT);
      if (answer.status() == 404) {
        return false;
      }
      if (answer.status() != 200) {
        throw new TraceException(
            "the prestate " + name + " cannot be had: HTTP status " + answer.status());
      }
      Files.createDirectories(to.getParent());
      Path part = to.resolveSibling(name + ".part");
      Files.write(part, answer.body().unsafeArray());
      Files.move(part, to, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      return true;
    } catch (RpcTransportException | IOException e) {
      throw new TraceException("the prestate " + name + " cannot be had: " + e.getMessage(), e);
    }
  }
}
