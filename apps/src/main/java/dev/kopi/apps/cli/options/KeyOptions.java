package dev.kopi.apps.cli.options;

import dev.kopi.adapters.keys.HdKeys;
import dev.kopi.adapters.keys.Mnemonic;
import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.values.ReadableFile;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.services.txmgr.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** The account of a role: a key or a mnemonic, or a signer elsewhere, which comes first. */
public final class KeyOptions {
  private static final Logger LOG = LoggerFactory.getLogger(KeyOptions.class);
  private static final String WAYS =
      "give one of --private-key-file, --private-key (in the environment), --mnemonic-file,"
          + " --mnemonic (in the environment), --signer.endpoint";

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--private-key",
      paramLabel = "KEY",
      description =
          "The key that signs, 32 bytes in hex. Set it in the environment: other users of the"
              + " machine see the arguments of a process.")
  private @Nullable PrivateKey privateKey;

  @Option(
      names = "--private-key-file",
      paramLabel = "FILE",
      converter = ReadableFile.class,
      description = "A file with the key that signs, 32 bytes in hex.")
  private @Nullable Path privateKeyFile;

  @Option(
      names = "--mnemonic",
      paramLabel = "WORDS",
      description = "The mnemonic of the key that signs. Set it in the environment.")
  private @Nullable String mnemonic;

  @Option(
      names = "--mnemonic-file",
      paramLabel = "FILE",
      converter = ReadableFile.class,
      description = "A file with the mnemonic of the key that signs.")
  private @Nullable Path mnemonicFile;

  @Option(
      names = "--hd-path",
      paramLabel = "PATH",
      defaultValue = HdKeys.DEFAULT_PATH,
      description = "The derivation path of the key below the mnemonic.")
  private String hdPath;

  @Mixin private SignerOptions remote = new SignerOptions();

  /**
   * The signer of the account.
   *
   * @throws WrongUsage when there is none, several keys, or what is given is malformed
   * @throws CommandFailed when a file cannot be read or the remote signer does not answer
   */
  public Signer signer(Crypto crypto) {
    long given =
        Stream.of(privateKey, privateKeyFile, mnemonic, mnemonicFile)
            .filter(value -> value != null)
            .count();
    warnOfArguments();
    if (remote.isSet()) {
      if (given > 0) {
        LOG.warn("--signer.endpoint signs; the key that is given as well is not used");
      }
      return remote.signer(crypto);
    }
    if (given != 1) {
      throw new WrongUsage(
          (given == 0 ? "an account is needed: " : "there are several accounts: ") + WAYS);
    }
    return Signer.local(crypto.secp256k1(), key(crypto));
  }

  private void warnOfArguments() {
    for (String secret : Set.of("--private-key", "--mnemonic")) {
      if (spec.commandLine().getParseResult().hasMatchedOption(secret)) {
        LOG.warn(
            "{} is an argument, which other users of this machine can see: give {}-file or set it in"
                + " the environment",
            secret,
            secret);
      }
    }
  }

  private PrivateKey key(Crypto crypto) {
    if (privateKey != null) {
      return privateKey;
    }
    if (privateKeyFile != null) {
      try {
        return PrivateKey.fromHex(text("--private-key-file", privateKeyFile));
      } catch (DecodeException e) {
        throw new WrongUsage(
            "--private-key-file: " + privateKeyFile + " must hold 32 bytes in hex");
      }
    }
    String name = mnemonic == null ? "--mnemonic-file" : "--mnemonic";
    String words = mnemonic;
    if (words == null) {
      words = text(name, Objects.requireNonNull(mnemonicFile));
    }
    return derive(name, words, crypto.secp256k1());
  }

  private PrivateKey derive(String name, String words, Secp256k1 secp256k1) {
    Mnemonic parsed;
    try {
      parsed = Mnemonic.parse(words);
    } catch (DecodeException e) {
      throw new WrongUsage(name + ": " + e.getMessage());
    }
    try {
      return HdKeys.derive(parsed, hdPath, secp256k1);
    } catch (DecodeException e) {
      throw new WrongUsage("--hd-path is '" + hdPath + "': " + e.getMessage());
    }
  }

  private static String text(String option, Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new CommandFailed(option + ": cannot read " + file + ": " + e.getMessage(), e);
    }
  }
}
