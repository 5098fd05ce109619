package dev.kopi.apps.cli.values;

import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Reads addresses, hashes and private keys. */
public final class HexValues {
  private HexValues() {}

  /** Adds the converters of all three types. */
  public static void register(CommandLine line) {
    line.registerConverter(Address.class, HexValues::address);
    line.registerConverter(Hash.class, HexValues::hash);
    line.registerConverter(PrivateKey.class, HexValues::privateKey);
  }

  private static Address address(String text) {
    try {
      return Address.fromHex(text.strip());
    } catch (DecodeException e) {
      throw new TypeConversionException("it must be an address of 20 bytes in hex");
    }
  }

  private static Hash hash(String text) {
    try {
      return Hash.fromHex(text.strip());
    } catch (DecodeException e) {
      throw new TypeConversionException("it must be a hash of 32 bytes in hex");
    }
  }

  private static PrivateKey privateKey(String text) {
    try {
      return PrivateKey.fromHex(text.strip());
    } catch (DecodeException e) {
      // The cause is left out, since it may quote the key.
      throw new TypeConversionException("it must be a private key of 32 bytes in hex");
    }
  }
}
