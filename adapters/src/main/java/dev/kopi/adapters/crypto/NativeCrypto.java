package dev.kopi.adapters.crypto;

import dev.kopi.core.crypto.Crypto;

/** Builds {@link Crypto} on native libraries. Building is cheap: each library loads when used. */
public final class NativeCrypto {
  private NativeCrypto() {}

  /** With the trusted setup of Ethereum. */
  public static Crypto create() {
    return create(TrustedSetup.bundled());
  }

  /** With a trusted setup of the caller's choice: only one may be used in a process. */
  public static Crypto create(TrustedSetup setup) {
    return new Crypto(
        new NativeSecp256k1(), new JdkSha256(), new NativeBls12381(), new NativeKzg(setup));
  }
}
