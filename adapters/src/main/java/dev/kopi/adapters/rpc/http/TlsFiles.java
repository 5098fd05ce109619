package dev.kopi.adapters.rpc.http;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * The files of one side of a TLS connection in which both sides have certificates.
 *
 * @param authorities the certificates that the other side's chain must end in, in PEM
 * @param certificate the own certificate and those between, in PEM
 * @param key the private key of the certificate, PKCS #8 or PKCS #1 in PEM
 */
public record TlsFiles(Path authorities, Path certificate, Path key) {
  private static final char[] NO_PASSWORD = {};

  /**
   * Reads the files.
   *
   * @throws IOException when one cannot be read or is not what it must be; the message names it
   */
  public SSLContext context() throws IOException {
    try {
      KeyStore trusted = emptyStore();
      int number = 0;
      for (Certificate authority : certificates(authorities)) {
        trusted.setCertificateEntry("ca" + number++, authority);
      }
      TrustManagerFactory trust =
          TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
      trust.init(trusted);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(ownKeys().getKeyManagers(), trust.getTrustManagers(), null);
      return context;
    } catch (GeneralSecurityException e) {
      throw new IOException(certificate + " and " + key + " cannot be used: " + e.getMessage(), e);
    }
  }

  private KeyManagerFactory ownKeys() throws GeneralSecurityException, IOException {
    Certificate[] chain = certificates(certificate).toArray(new Certificate[0]);
    KeyStore own = emptyStore();
    own.setKeyEntry("own", privateKey(), NO_PASSWORD, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, NO_PASSWORD);
    return keys;
  }

  /** Whatever changes when a file does: times and sizes. */
  List<Long> version() {
    return Stream.of(authorities, certificate, key)
        .flatMap(file -> Stream.of(file.toFile().lastModified(), file.toFile().length()))
        .toList();
  }

  private PrivateKey privateKey() throws IOException {
    try {
      return PemKeys.read(bytes(key));
    } catch (GeneralSecurityException e) {
      throw new IOException(key + ": " + e.getMessage(), e);
    }
  }

  private static Collection<? extends Certificate> certificates(Path file) throws IOException {
    try {
      Collection<? extends Certificate> found =
          CertificateFactory.getInstance("X.509")
              .generateCertificates(new ByteArrayInputStream(bytes(file)));
      if (found.isEmpty()) {
        throw new IOException(file + ": there is no certificate in it");
      }
      return found;
    } catch (GeneralSecurityException e) {
      throw new IOException(file + ": it is not a certificate in PEM", e);
    }
  }

  private static byte[] bytes(Path file) throws IOException {
    try {
      return Files.readAllBytes(file);
    } catch (NoSuchFileException e) {
      throw new IOException(file + ": there is no such file", e);
    }
  }

  private static KeyStore emptyStore() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    return store;
  }
}
