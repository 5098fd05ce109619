package dev.kopi.program;

import org.teavm.interop.Address;
import org.teavm.interop.Import;
import org.teavm.interop.c.Include;

/** The VM's system calls, through the runtime, which ends the program when one fails. */
@Include("kopi.h")
final class SystemCalls {
  static final int OUTPUT = 1;
  static final int ERROR = 2;
  static final int HINT_READ = 3;
  static final int HINT_WRITE = 4;
  static final int PREIMAGE_READ = 5;
  static final int PREIMAGE_WRITE = 6;

  private SystemCalls() {}

  /** Ends the program. */
  @Import(name = "kopi_exit")
  static native void exit(int code);

  @Import(name = "kopi_read")
  private static native void read(int fd, Address array, int offset, int length);

  @Import(name = "kopi_write")
  private static native void write(int fd, Address array, int offset, int length);

  /** Fills an array from a file descriptor. */
  static void read(int fd, byte[] bytes) {
    read(fd, Address.ofObject(bytes), 0, bytes.length);
  }

  /** Writes an array to a file descriptor. */
  static void write(int fd, byte[] bytes) {
    write(fd, Address.ofObject(bytes), 0, bytes.length);
  }

  /** Writes a text; characters beyond ASCII become question marks. */
  static void print(int fd, String text) {
    write(fd, ascii(text));
  }

  /** A text as bytes. */
  static byte[] ascii(String text) {
    byte[] bytes = new byte[text.length()];
    for (int i = 0; i < bytes.length; i++) {
      char c = text.charAt(i);
      bytes[i] = c < 0x80 ? (byte) c : (byte) '?';
    }
    return bytes;
  }
}
