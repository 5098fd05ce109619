package dev.kopi.program;

import dev.kopi.core.primitives.Bytes;
import org.teavm.interop.Import;
import org.teavm.interop.c.Include;

/** Files that the program's build links in as arrays. */
@Include("kopi.h")
final class EmbeddedResources {
  private EmbeddedResources() {}

  @Import(name = "kopi_brotli_dictionary")
  private static native byte[] brotli();

  @Import(name = "kopi_upgrades")
  private static native byte[] upgrades();

  /** The static dictionary of RFC 7932, appendix A. */
  static Bytes brotliDictionary() {
    return Bytes.wrap(brotli());
  }

  /** The upgrade transactions, as {@link EmbeddedUpgrades} reads them. */
  static Bytes upgradeList() {
    return Bytes.wrap(upgrades());
  }
}
