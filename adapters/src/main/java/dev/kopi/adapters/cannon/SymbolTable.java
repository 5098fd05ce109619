package dev.kopi.adapters.cannon;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.cannon.loader.ProgramSymbol;
import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The names of a program's functions by address, in the file format of the reference. */
public final class SymbolTable {
  private static final int MAX_BYTES = 1 << 28;

  private final List<ProgramSymbol> symbols;

  private SymbolTable(List<ProgramSymbol> symbols) {
    this.symbols = symbols;
  }

  /** A table of no symbols. */
  public static SymbolTable empty() {
    return new SymbolTable(List.of());
  }

  /** Encodes symbols that are sorted by address. */
  public static ObjectNode encode(List<ProgramSymbol> symbols) {
    ObjectNode json = Json.object();
    ArrayNode list = json.putArray("symbols");
    for (ProgramSymbol symbol : symbols) {
      list.addObject()
          .put("name", symbol.name())
          .put("start", unsigned(symbol.start()))
          .put("size", unsigned(symbol.size()));
    }
    return json;
  }

  private static BigInteger unsigned(long value) {
    return new BigInteger(Long.toUnsignedString(value));
  }

  /**
   * Reads a table.
   *
   * @throws DecodeException when it is malformed
   */
  public static SymbolTable read(Path file) throws IOException {
    byte[] text;
    try (InputStream plain = Files.newInputStream(file);
        InputStream in = file.toString().endsWith(".gz") ? new GZIPInputStream(plain) : plain) {
      text = in.readNBytes(MAX_BYTES + 1);
    }
    if (text.length > MAX_BYTES) {
      throw new DecodeException("a table of symbols of more than " + MAX_BYTES + " bytes");
    }
    List<ProgramSymbol> symbols = new ArrayList<>();
    for (JsonNode symbol : JsonFields.required(Json.parse(text), "symbols")) {
      symbols.add(
          new ProgramSymbol(
              JsonFields.text(JsonFields.required(symbol, "name"), "name"),
              number(symbol, "start"),
              number(symbol, "size")));
    }
    return new SymbolTable(symbols);
  }

  private static long number(JsonNode symbol, String name) {
    JsonNode value = JsonFields.required(symbol, name);
    if (!value.isIntegralNumber()) {
      throw new DecodeException("field " + name + " is not a number");
    }
    return value.bigIntegerValue().longValue();
  }

  /** The name of the function at an address. */
  public String name(long address) {
    int low = 0;
    int high = symbols.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (Long.compareUnsigned(symbols.get(middle).start(), address) > 0) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    if (symbols.isEmpty()) {
      return "!unknown";
    }
    if (low == 0) {
      return "!start";
    }
    ProgramSymbol symbol = symbols.get(low - 1);
    long end = symbol.start() + symbol.size();
    return Long.compareUnsigned(end, address) < 0 ? "!gap" : symbol.name();
  }
}
