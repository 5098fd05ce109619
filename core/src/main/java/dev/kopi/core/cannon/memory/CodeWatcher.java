package dev.kopi.core.cannon.memory;

/** Learns of stores to pages that hold code. */
public interface CodeWatcher {
  /**
   * A word of a page with code was stored to.
   *
   * @param page the page's index
   * @param word the word within the page, 0 to 511
   * @return whether code that is compiled has changed, which must not run on
   */
  boolean codeWritten(long page, int word);
}
