package dev.kopi.apps.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The resident memory of a process, from {@code /proc} of Linux; -1 on other systems. */
public final class ProcessMemory {
  private ProcessMemory() {}

  /** What is in use now, in MiB. */
  public static long residentMib(long pid) {
    return mib(pid, "VmRSS:");
  }

  /** The most that was in use at any time, in MiB. */
  public static long peakMib(long pid) {
    return mib(pid, "VmHWM:");
  }

  private static long mib(long pid, String name) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
        if (line.startsWith(name)) {
          return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
        }
      }
    } catch (IOException e) {
      // Not a Linux, or no such process.
    }
    return -1;
  }
}
