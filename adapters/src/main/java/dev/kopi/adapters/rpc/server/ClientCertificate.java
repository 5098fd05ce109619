package dev.kopi.adapters.rpc.server;

import java.security.cert.Certificate;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Who a client is by the certificate that it showed. */
final class ClientCertificate {
  private static final int DNS_NAME = 2;

  private ClientCertificate() {}

  /** The first DNS name of the first certificate of a chain, or null when it has none. */
  static @Nullable String name(Certificate[] chain) {
    if (chain.length == 0 || !(chain[0] instanceof X509Certificate certificate)) {
      return null;
    }
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      if (names == null) {
        return null;
      }
      return names.stream()
          .filter(name -> name.getFirst().equals(DNS_NAME))
          .map(name -> (String) name.get(1))
          .findFirst()
          .orElse(null);
    } catch (CertificateParsingException e) {
      return null;
    }
  }
}
