package dev.kopi.services.signer;

import dev.kopi.adapters.rpc.http.TlsFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Certificates that the JDK's keytool makes, below an authority of their own. */
final class TestCertificates {
  private static final String PASSWORD = "changeit";

  private final Path folder;
  private final String authority;

  TestCertificates(Path folder, String authority) throws Exception {
    this.folder = Files.createDirectories(folder);
    this.authority = authority;
    generate(authority, "-ext", "bc:c");
    keytool(authority, "-exportcert", "-rfc", "-alias", authority, "-file", authority + ".crt");
  }

  /** The files of one side. */
  TlsFiles issue(String dnsName) throws Exception {
    generate(dnsName);
    keytool(dnsName, "-certreq", "-alias", dnsName, "-file", dnsName + ".csr");
    keytool(
        authority,
        "-gencert",
        "-rfc",
        "-alias",
        authority,
        "-infile",
        dnsName + ".csr",
        "-outfile",
        dnsName + ".crt",
        "-ext",
        "san=dns:" + dnsName + ",ip:127.0.0.1");
    Path key = folder.resolve(dnsName + ".key");
    Files.writeString(key, privateKey(dnsName));
    return new TlsFiles(folder.resolve(authority + ".crt"), folder.resolve(dnsName + ".crt"), key);
  }

  private void generate(String name, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("-genkeypair", "-alias", name));
    arguments.addAll(List.of("-keyalg", "EC", "-dname", "CN=" + name));
    arguments.addAll(List.of(more));
    keytool(name, arguments.toArray(new String[0]));
  }

  private void keytool(String store, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin/keytool").toString()));
    command.addAll(List.of(arguments));
    command.addAll(List.of("-keystore", store + ".p12", "-storepass", PASSWORD));
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("keytool.log").toFile())
            .start();
    if (!process.waitFor(60, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IllegalStateException(Files.readString(folder.resolve("keytool.log")));
    }
  }

  private String privateKey(String name) throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = Files.newInputStream(folder.resolve(name + ".p12"))) {
      store.load(in, PASSWORD.toCharArray());
    }
    byte[] key = store.getKey(name, PASSWORD.toCharArray()).getEncoded();
    return "-----BEGIN PRIVATE KEY-----\n"
        + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key)
        + "\n-----END PRIVATE KEY-----\n";
  }
}
