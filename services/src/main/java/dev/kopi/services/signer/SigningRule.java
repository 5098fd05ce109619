package dev.kopi.services.signer;

import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What one client may have signed.
 *
 * @param client the client: the first DNS name of its certificate
 * @param key the key to sign with
 * @param account the account of the key
 * @param chainId the only chain to sign for
 * @param methods the methods that the client may call
 * @param recipients the only accounts that a transaction may go to
 * @param maxValue the most wei that a transaction may carry; null for no limit
 */
public record SigningRule(
    String client,
    PrivateKey key,
    Address account,
    UInt256 chainId,
    Set<String> methods,
    Set<Address> recipients,
    @Nullable UInt256 maxValue) {
  /** Copies the sets. */
  public SigningRule {
    methods = Set.copyOf(methods);
    recipients = Set.copyOf(recipients);
  }
}
