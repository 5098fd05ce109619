package dev.kopi.apps.cli.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.values.HexValues;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.services.txmgr.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** The ways to name the account of a role. */
class KeyOptionsTest {
  private static final Crypto CRYPTO = NativeCrypto.create();
  private static final String SECOND = "0x70997970c51812dc3a010c7d01b50e0d17dc79c8";
  private static final String SECOND_KEY =
      "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
  private static final String WORDS = "test ".repeat(11) + "junk";

  @Command
  static final class Role {
    @Mixin private KeyOptions account = new KeyOptions();
  }

  @TempDir private Path folder;

  private static Signer signer(String... arguments) {
    Role role = new Role();
    CommandLine line = new CommandLine(role);
    HexValues.register(line);
    line.parseArgs(arguments);
    return role.account.signer(CRYPTO);
  }

  private String file(String text) throws IOException {
    return Files.writeString(folder.resolve("secret"), text).toString();
  }

  @Test
  void takesAKeyFromArgumentAndFile() throws IOException {
    assertThat(signer("--private-key", SECOND_KEY).address().toHex()).isEqualTo(SECOND);
    assertThat(signer("--private-key-file", file(SECOND_KEY + "\n")).address().toHex())
        .isEqualTo(SECOND);
  }

  @Test
  void takesAMnemonicFromArgumentAndFile() throws IOException {
    String path = "m/44'/60'/0'/0/1";
    assertThat(signer("--mnemonic", WORDS, "--hd-path", path).address().toHex()).isEqualTo(SECOND);
    assertThat(signer("--mnemonic-file", file(WORDS + "\n")).address().toHex())
        .isEqualTo("0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266");
  }

  @Test
  void needsExactlyOneAccount() {
    assertThatThrownBy(() -> signer())
        .isInstanceOf(WrongUsage.class)
        .hasMessageStartingWith("an account is needed: give one of --private-key-file");
    assertThatThrownBy(() -> signer("--private-key", SECOND_KEY, "--mnemonic", WORDS))
        .isInstanceOf(WrongUsage.class)
        .hasMessageStartingWith("there are several accounts");
  }

  @Test
  void prefersTheSignerElsewhere() {
    assertThatThrownBy(
            () -> signer("--private-key", SECOND_KEY, "--signer.endpoint", "https://signer"))
        .hasMessage("--signer.endpoint and --signer.address belong together");
  }

  @Test
  void quotesNoSecret() throws IOException {
    String badKey = file(SECOND_KEY + "77");
    assertThatThrownBy(() -> signer("--private-key-file", badKey))
        .isInstanceOf(WrongUsage.class)
        .hasMessageEndingWith("must hold 32 bytes in hex");
    assertThatThrownBy(() -> signer("--mnemonic", WORDS + " kopi"))
        .hasMessage("--mnemonic: a mnemonic has 12, 15, 18, 21 or 24 words, found 13");
    assertThatThrownBy(() -> signer("--mnemonic", WORDS, "--hd-path", "44'"))
        .hasMessageContaining("--hd-path is '44''");
  }

  @Test
  void checksTheSignerElsewhere() {
    String address = "--signer.address=" + SECOND;
    assertThatThrownBy(() -> signer("--signer.endpoint=https://127.0.0.1:1"))
        .isInstanceOf(WrongUsage.class)
        .hasMessage("--signer.endpoint and --signer.address belong together");
    assertThatThrownBy(() -> signer("--signer.endpoint=http://127.0.0.1:1", address))
        .isInstanceOf(WrongUsage.class)
        .hasMessageContaining("--signer.tls.enabled=false");
    assertThatThrownBy(() -> signer("--signer.endpoint=https://127.0.0.1:1", address))
        .isInstanceOf(WrongUsage.class)
        .hasMessageContaining("tls/ca.crt: there is no such file");
    assertThatThrownBy(() ->
            signer("--signer.endpoint=http://127.0.0.1:1", address, "--signer.tls.enabled=false"))
        .isInstanceOf(CommandFailed.class)
        .hasMessageContaining("--signer.endpoint: no answer");
  }

  @Test
  void readsHeadersAsTheReferenceWritesThem() {
    Role role = new Role();
    CommandLine line = new CommandLine(role);
    HexValues.register(line);
    List<?> headers =
        line.parseArgs("--signer.header=X-Key=a:b", "--signer.header", "Other: c=d")
            .matchedOptionValue("--signer.header", List.of());
    assertThat(headers).hasToString("[X-Key=a:b, Other=c=d]");
  }
}
