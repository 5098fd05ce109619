package dev.kopi.services.engine.rpc.trace.script;

import dev.kopi.adapters.script.Script;
import dev.kopi.adapters.script.ScriptArguments;
import dev.kopi.adapters.script.ScriptException;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.evm.call.ContractAddress;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import java.util.function.Predicate;

/** The global functions of a tracer in JavaScript. */
final class ScriptFunctions {
  private ScriptFunctions() {}

  /** Defines the functions. */
  static void define(Script script, Predicate<Address> isPrecompile) {
    script.define("toHex", arguments -> arguments.bytes(0, false).toHex());
    script.define("toWord", arguments -> fit(arguments.bytes(0, true), 32));
    script.define("toAddress", arguments -> fit(arguments.bytes(0, true), 20));
    script.define(
        "toContract",
        arguments ->
            ContractAddress.create(address(arguments, 0, true), arguments.integer(1)).toBytes());
    script.define("toContract2", ScriptFunctions::create2);
    script.define("isPrecompiled", arguments -> isPrecompile.test(address(arguments, 0, true)));
    script.define("slice", ScriptFunctions::slice);
  }

  private static Bytes create2(ScriptArguments arguments) {
    Bytes salt = fit(new ScriptArguments(arguments.text(1)).bytes(0, true), 32);
    return ContractAddress.create2(
            address(arguments, 0, true), Hash.of(salt), Keccak256.hash(arguments.bytes(2, true)))
        .toBytes();
  }

  private static Bytes slice(ScriptArguments arguments) {
    Bytes bytes = arguments.bytes(0, false);
    long start = arguments.integer(1);
    long end = arguments.integer(2);
    if (start < 0 || start > end || end > bytes.size()) {
      throw new ScriptException(
          "Tracer accessed out of bound memory: available "
              + bytes.size()
              + ", offset "
              + start
              + ", size "
              + (end - start));
    }
    return bytes.slice((int) start, (int) end);
  }

  /** An argument as an address: its last 20 bytes, with zeros before a shorter one. */
  static Address address(ScriptArguments arguments, int index, boolean allowText) {
    return Address.of(fit(arguments.bytes(index, allowText), 20));
  }

  /** The last bytes, with zeros before when there are fewer. */
  static Bytes fit(Bytes bytes, int size) {
    if (bytes.size() >= size) {
      return bytes.slice(bytes.size() - size, bytes.size());
    }
    return Bytes.concat(Bytes.wrap(new byte[size - bytes.size()]), bytes);
  }
}
