package dev.kopi.apps.cli.roles;

import dev.kopi.apps.cli.error.CommandFailed;
import dev.kopi.apps.cli.error.WrongUsage;
import dev.kopi.apps.cli.options.P2pOptions;
import dev.kopi.core.crypto.ecdsa.PortableSecp256k1;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.p2p.peer.PeerId;
import dev.kopi.core.p2p.peer.PeerKey;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code kopi node p2p}: the keys of peers, as op-node's command of that name. */
@Command(
    name = "p2p",
    description = {
      "Makes keys of peers, and tells their peer ids.",
      "genkey   prints a new private key, in hex",
      "priv2id  reads a private key in hex from the standard input, and prints its peer id",
      "pub2id   reads a compressed public key in hex from the standard input, and prints its peer id"
    },
    mixinStandardHelpOptions = true,
    // What the node needs is not needed here.
    helpCommand = true)
public final class PeerKeysCommand implements Runnable {
  private static final int MAX_INPUT_BYTES = 256;
  private static final int COMPRESSED_BYTES = 33;

  private enum Action {
    GENKEY,
    PRIV2ID,
    PUB2ID
  }

  @Spec private CommandSpec spec;

  @Parameters(paramLabel = "genkey|priv2id|pub2id", description = "What to do.")
  private Action action;

  @Override
  public void run() {
    switch (action) {
      case GENKEY -> print(Hex.encode(P2pOptions.random().toArray()).substring(2));
      case PRIV2ID -> ofPrivateKey(input());
      case PUB2ID -> ofPublicKey(input());
    }
  }

  private void ofPrivateKey(String text) {
    PrivateKey key;
    try {
      key = PrivateKey.fromHex(text);
    } catch (DecodeException e) {
      throw new WrongUsage("the standard input must be a private key: 32 bytes in hex");
    }
    printId(PortableSecp256k1.compress(PortableSecp256k1.INSTANCE.publicKey(key)));
  }

  private void ofPublicKey(String text) {
    byte[] key;
    try {
      key = Bytes.fromHex(prefixed(text)).toArray();
    } catch (DecodeException e) {
      key = new byte[0];
    }
    if (key.length != COMPRESSED_BYTES || PortableSecp256k1.decompress(key) == null) {
      throw new WrongUsage("the standard input must be a public key: 33 bytes in hex");
    }
    printId(key);
  }

  private static String input() {
    try {
      byte[] bytes = System.in.readNBytes(MAX_INPUT_BYTES);
      return new String(bytes, StandardCharsets.US_ASCII).strip();
    } catch (IOException e) {
      throw new CommandFailed("cannot read the standard input: " + e.getMessage(), e);
    }
  }

  private static String prefixed(String hex) {
    return hex.startsWith("0x") ? hex : "0x" + hex;
  }

  private void printId(byte[] compressed) {
    print(PeerId.of(new PeerKey(PeerKey.Type.SECP256K1, Bytes.wrap(compressed))).toString());
  }

  private void print(String line) {
    spec.commandLine().getOut().println(line);
    spec.commandLine().getOut().flush();
  }
}
