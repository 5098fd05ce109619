package dev.kopi.apps.cli.values;

import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** An RPC namespace of an engine. */
public final class Namespace implements ITypeConverter<String> {
  /** Those that are served; {@code testing} is for tests of the Engine API. */
  public static final List<String> SERVED =
      List.of("admin", "debug", "eth", "miner", "net", "op", "testing", "trace", "txpool", "web3");

  /** Those of other engines, accepted since many configurations name them. */
  public static final List<String> NOT_SERVED = List.of("engine", "personal", "rpc");

  @Override
  public String convert(String text) {
    String name = text.strip();
    if (!SERVED.contains(name) && !NOT_SERVED.contains(name)) {
      throw new TypeConversionException("it must be one of " + String.join(", ", SERVED));
    }
    return name;
  }
}
