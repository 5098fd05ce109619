package dev.kopi.program;

import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.proof.EmbeddedConfiguration;
import org.teavm.interop.Address;
import org.teavm.interop.Import;
import org.teavm.interop.c.Include;

/**
 * What the program finds in its memory: files that the build links in as arrays, and the
 * configuration that is written into a prestate.
 */
@Include("kopi.h")
final class EmbeddedResources {
  private EmbeddedResources() {}

  @Import(name = "kopi_brotli_dictionary")
  private static native byte[] brotli();

  @Import(name = "kopi_upgrades")
  private static native byte[] upgrades();

  @Import(name = "kopi_configuration_length")
  private static native int configurationLength();

  @Import(name = "kopi_configuration_copy")
  private static native void copyConfiguration(Address array, int length);

  /** The chains that the prestate is made for. */
  static EmbeddedConfiguration configuration() {
    byte[] bytes = new byte[configurationLength()];
    copyConfiguration(Address.ofObject(bytes), bytes.length);
    return EmbeddedConfiguration.decode(Bytes.wrap(bytes));
  }

  /** The static dictionary of RFC 7932, appendix A. */
  static Bytes brotliDictionary() {
    return Bytes.wrap(brotli());
  }

  /** The upgrade transactions, as {@link EmbeddedUpgrades} reads them. */
  static Bytes upgradeList() {
    return Bytes.wrap(upgrades());
  }
}
