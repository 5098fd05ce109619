package dev.kopi.apps.cli.evm;

import dev.kopi.apps.cli.evm.TestFiles.TestFile;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/** Runs the tests of many files on several threads. */
public final class TestRun {
  private TestRun() {}

  /** Runs tests; used by one thread. */
  @FunctionalInterface
  public interface Runner {
    /**
     * Runs every test of a file; what is none of its kind is passed over.
     *
     * @throws DecodeException when the file is malformed
     */
    void run(InputStream file, Consumer<TestResult> results) throws IOException;
  }

  /** As many threads as there are processors. */
  public static int processors() {
    return Math.max(1, Runtime.getRuntime().availableProcessors());
  }

  /**
   * Runs files. A malformed one is a failed test of the file's name.
   *
   * @param threads how many files run at a time
   * @param runners makes a runner for each thread
   * @param results takes the results, in the order of the files, on the calling thread
   */
  public static void run(
      List<TestFile> files, int threads, Supplier<Runner> runners, Consumer<TestResult> results) {
    if (threads == 1) {
      Runner runner = runners.get();
      files.forEach(file -> run(runner, file, results));
      return;
    }
    List<CompletableFuture<List<TestResult>>> done = new ArrayList<>();
    files.forEach(_ -> done.add(new CompletableFuture<>()));
    AtomicInteger next = new AtomicInteger();
    try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
      for (int i = 0; i < threads; i++) {
        pool.execute(() -> work(files, next, runners.get(), done));
      }
      try {
        done.forEach(file -> file.join().forEach(results));
      } catch (CompletionException e) {
        next.set(files.size());
        throw e;
      }
    }
  }

  /** Takes one file after another until none is left. */
  private static void work(
      List<TestFile> files,
      AtomicInteger next,
      Runner runner,
      List<CompletableFuture<List<TestResult>>> done) {
    for (int i = next.getAndIncrement(); i < files.size(); i = next.getAndIncrement()) {
      try {
        List<TestResult> results = new ArrayList<>();
        run(runner, files.get(i), results::add);
        done.get(i).complete(results);
      } catch (RuntimeException | Error e) {
        done.get(i).completeExceptionally(e);
      }
    }
  }

  private static void run(Runner runner, TestFile file, Consumer<TestResult> results) {
    try (InputStream in = file.open()) {
      runner.run(in, results);
    } catch (DecodeException e) {
      results.accept(malformed(file, e.getMessage()));
    } catch (JacksonException e) {
      results.accept(malformed(file, e.getOriginalMessage()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static TestResult malformed(TestFile file, @Nullable String reason) {
    return TestResult.ran(file.name(), "", "the file is malformed: " + reason);
  }
}
