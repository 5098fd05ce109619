package dev.kopi.adapters.telemetry;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;

/** The memory of processes, as Linux tells it in {@code /proc}; -1 on other systems. */
public final class ProcessMemory {
  private static final long MIB = 1L << 20;

  private ProcessMemory() {}

  /** What is in use now, in MiB. */
  public static long residentMib(long pid) {
    return mib(Long.toString(pid), "VmRSS:");
  }

  /** The most that was in use at any time, in MiB. */
  public static long peakMib(long pid) {
    return mib(Long.toString(pid), "VmHWM:");
  }

  /** What this process uses now, in bytes; -1 when unknown. */
  static long ownResidentBytes() {
    long mib = mib("self", "VmRSS:");
    return mib < 0 ? -1 : mib * MIB;
  }

  /**
   * The most that this process is to use, in MiB, as the launcher states it; -1 when it does not.
   */
  public static long boundMib() {
    return Long.getLong("kopi.memory", -1);
  }

  /** The same in bytes. */
  static long boundBytes() {
    long mib = boundMib();
    return mib < 0 ? -1 : mib * MIB;
  }

  /** What this process has in direct buffers, in bytes. */
  static long directBytes() {
    return ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
        .filter(pool -> pool.getName().equals("direct"))
        .mapToLong(BufferPoolMXBean::getMemoryUsed)
        .sum();
  }

  private static long mib(String process, String name) {
    try {
      for (String line : Files.readAllLines(Path.of("/proc", process, "status"))) {
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
