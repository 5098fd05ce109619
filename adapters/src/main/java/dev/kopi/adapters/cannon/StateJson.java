package dev.kopi.adapters.cannon;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.core.cannon.machine.MachineState;
import dev.kopi.core.cannon.machine.StateCodec;
import dev.kopi.core.cannon.version.StateVersion;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JSON form of states, which only version 0 has. It is the same content as the binary form, so
 * that this turns one into the other.
 */
final class StateJson {
  private static final int PAGE = 4096;
  private static final int REGISTERS = 32;

  /** More than all beside pages and hint. */
  private static final int REST = 1 << 10;

  private static final long WORD = 0xffffffffL;

  private StateJson() {}

  static MachineState decode(JsonNode json, int maxPages) {
    Map<Long, byte[]> pages = pages(JsonFields.required(json, "memory"), maxPages);
    ByteBuffer out = ByteBuffer.allocate(binarySize(pages.size(), hint(json).size()));
    out.put((byte) StateVersion.SINGLE_THREADED.number());
    out.putInt(pages.size());
    pages.forEach((index, page) -> out.putInt((int) (long) index).put(page));
    out.put(JsonFields.hash(json, "preimageKey").toArray());
    for (String name : new String[] {"preimageOffset", "pc", "nextPC", "lo", "hi", "heap"}) {
      out.putInt((int) number(json, name, WORD));
    }
    out.put((byte) number(json, "exit", 0xff));
    out.put((byte) (JsonFields.bool(json, "exited") ? 1 : 0));
    out.putLong(number(json, "step", Long.MAX_VALUE));
    JsonNode registers = JsonFields.required(json, "registers");
    if (registers.size() != REGISTERS) {
      throw new DecodeException(registers.size() + " registers, not " + REGISTERS);
    }
    for (JsonNode register : registers) {
      out.putInt((int) number("a register", register, WORD));
    }
    Bytes hint = hint(json);
    out.putInt(hint.size()).put(hint.toArray());
    byte[] binary = Arrays.copyOf(out.array(), out.position());
    int[] at = new int[1];
    return StateCodec.decode(
        (into, offset, length) -> {
          System.arraycopy(binary, at[0], into, offset, length);
          at[0] += length;
        },
        maxPages);
  }

  private static int binarySize(int pages, int hint) {
    long size = (long) pages * (PAGE + 4) + hint + REST;
    if (size > Integer.MAX_VALUE - 8) {
      throw new DecodeException("a JSON state of " + pages + " pages is too large");
    }
    return (int) size;
  }

  private static Bytes hint(JsonNode json) {
    Bytes hint = JsonFields.optionalBytes(json, "lastHint");
    return hint == null ? Bytes.EMPTY : hint;
  }

  private static long number(JsonNode json, String name, long most) {
    return number(name, JsonFields.required(json, name), most);
  }

  private static long number(String name, JsonNode value, long most) {
    long number = value.canConvertToLong() && value.isIntegralNumber() ? value.longValue() : -1;
    if (number < 0 || number > most) {
      throw new DecodeException(name + " is not a number from 0 to " + most);
    }
    return number;
  }

  private static Map<Long, byte[]> pages(JsonNode memory, int maxPages) {
    if (!memory.isArray() || memory.size() > maxPages) {
      throw new DecodeException("memory is not a list of at most " + maxPages + " pages");
    }
    Map<Long, byte[]> pages = new TreeMap<>();
    for (JsonNode entry : memory) {
      long index = number(entry, "index", WORD / PAGE);
      byte[] page = inflate(JsonFields.text(JsonFields.required(entry, "data"), "data"));
      if (pages.put(index, page) != null) {
        throw new DecodeException("page " + index + " is there twice");
      }
    }
    return pages;
  }

  private static byte[] inflate(String data) {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(Base64.getDecoder().decode(data));
      byte[] page = new byte[PAGE + 1];
      if (inflater.inflate(page) != PAGE) {
        throw new DecodeException("a page does not have " + PAGE + " bytes");
      }
      return Arrays.copyOf(page, PAGE);
    } catch (IllegalArgumentException | DataFormatException e) {
      throw new DecodeException("a page is damaged: " + e.getMessage());
    } finally {
      inflater.end();
    }
  }

  static ObjectNode encode(MachineState state) {
    if (state.version() != StateVersion.SINGLE_THREADED) {
      throw new DecodeException(
          "only states of version 0 have a JSON form, this one has version "
              + state.version().number());
    }
    ByteArrayOutputStream binary = new ByteArrayOutputStream();
    StateCodec.encode(state, binary::write);
    byte[] bytes = binary.toByteArray();
    ObjectNode json = Json.object();
    ArrayNode memory = json.putArray("memory");
    int at = 5;
    for (int left = BigEndian.getInt(bytes, 1); left > 0; left--) {
      memory
          .addObject()
          .put("index", BigEndian.getInt(bytes, at) & WORD)
          .put("data", deflate(bytes, at + 4));
      at += PAGE + 4;
    }
    json.put("preimageKey", Bytes.copyOf(bytes, at, 32).toHex());
    at += 32;
    for (String name : new String[] {"preimageOffset", "pc", "nextPC", "lo", "hi", "heap"}) {
      json.put(name, BigEndian.getInt(bytes, at) & WORD);
      at += 4;
    }
    json.put("exit", bytes[at] & 0xff).put("exited", bytes[at + 1] == 1);
    json.put("step", BigEndian.getLong(bytes, at + 2));
    at += 10;
    ArrayNode registers = json.putArray("registers");
    for (int i = 0; i < REGISTERS; i++, at += 4) {
      registers.add(BigEndian.getInt(bytes, at) & WORD);
    }
    if (!state.lastHint().isEmpty()) {
      json.put("lastHint", state.lastHint().toHex());
    }
    return json;
  }

  private static String deflate(byte[] bytes, int offset) {
    Deflater deflater = new Deflater();
    try {
      deflater.setInput(bytes, offset, PAGE);
      deflater.finish();
      byte[] out = new byte[2 * PAGE];
      return Base64.getEncoder().encodeToString(Arrays.copyOf(out, deflater.deflate(out)));
    } finally {
      deflater.end();
    }
  }
}
