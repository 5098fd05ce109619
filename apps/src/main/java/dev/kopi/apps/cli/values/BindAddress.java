package dev.kopi.apps.cli.values;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The address that a server listens on: it must resolve to one of this machine. */
public final class BindAddress implements ITypeConverter<String> {
  @Override
  public String convert(String text) {
    if (text.isBlank()) {
      throw new TypeConversionException(
          "it must be a host name or an IP address; 0.0.0.0 listens on all addresses");
    }
    try {
      if (!isHere(InetAddress.getByName(text))) {
        throw new TypeConversionException("it is not an address of this machine");
      }
      return text;
    } catch (UnknownHostException e) {
      throw new TypeConversionException(
          "it does not resolve; it must be a host name or an IP address, such as 127.0.0.1, or"
              + " 0.0.0.0 for all addresses");
    }
  }

  private static boolean isHere(InetAddress address) {
    if (address.isAnyLocalAddress() || address.isLoopbackAddress()) {
      return true;
    }
    try {
      return NetworkInterface.getByInetAddress(address) != null;
    } catch (SocketException e) {
      // Nobody knows; the server will.
      return true;
    }
  }

  /** Whether only programs on this machine reach a server that listens on an address. */
  public static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
