package dev.kopi.apps.cli.bench;

import dev.kopi.apps.cli.error.CommandFailed;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A program's use of the machine, by the shell's times and {@code /proc}. */
final class MeasuredProcess {
  private static final Pattern TIME = Pattern.compile("(\\d+)m([\\d.]+)s");
  private static final Pattern PEAK = Pattern.compile("VmHWM:\\s*(\\d+) kB");

  /**
   * What a process used.
   *
   * @param cpuSeconds user and system, with what it started
   * @param wallSeconds from its start to its end
   * @param peakMib the most that one process had resident; 0 without {@code /proc}
   */
  record Usage(double cpuSeconds, double wallSeconds, double peakMib) {}

  private MeasuredProcess() {}

  /**
   * Runs a program in a folder.
   *
   * @throws CommandFailed when it fails; the message holds the end of what it printed
   */
  static Usage run(Path folder, List<String> command) throws IOException {
    Path said = Files.createTempFile("kopi-bench", ".log");
    try {
      List<String> shell =
          new ArrayList<>(List.of("/bin/sh", "-c", "\"$@\"; s=$?; times; exit $s"));
      shell.add("sh");
      shell.addAll(command);
      long started = System.nanoTime();
      Process process =
          new ProcessBuilder(shell)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(said.toFile())
              .redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")))
              .start();
      long peak = 0;
      while (!process.waitFor(50, TimeUnit.MILLISECONDS)) {
        peak = Math.max(peak, peakKib(process));
      }
      double wall = (System.nanoTime() - started) / 1e9;
      String text = Files.readString(said);
      if (process.exitValue() != 0) {
        String end = text.substring(Math.max(0, text.length() - 2000));
        throw new CommandFailed(
            command.getFirst() + " ended with " + process.exitValue() + ": " + end);
      }
      return new Usage(children(text), wall, peak / 1024.0);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailed("interrupted", e);
    } finally {
      Files.deleteIfExists(said);
    }
  }

  private static long peakKib(Process process) {
    return process.descendants().mapToLong(child -> peakKib(child.pid())).max().orElse(0);
  }

  private static long peakKib(long pid) {
    try {
      Matcher matcher = PEAK.matcher(Files.readString(Path.of("/proc", "" + pid, "status")));
      return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
    } catch (IOException e) {
      return 0; // It has ended.
    }
  }

  /** User and system time of the shell's children: the last line of its times. */
  static double children(String printed) {
    String line = printed.strip().substring(printed.strip().lastIndexOf('\n') + 1);
    Matcher matcher = TIME.matcher(line);
    double seconds = 0;
    int found = 0;
    while (matcher.find()) {
      seconds += 60 * Double.parseDouble(matcher.group(1)) + Double.parseDouble(matcher.group(2));
      found++;
    }
    if (found != 2) {
      throw new CommandFailed("the shell prints no times: " + line);
    }
    return seconds;
  }
}
