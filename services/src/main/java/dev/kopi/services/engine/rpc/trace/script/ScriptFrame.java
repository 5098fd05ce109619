package dev.kopi.services.engine.rpc.trace.script;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import org.jspecify.annotations.Nullable;

/**
 * A call as a tracer in JavaScript sees it.
 *
 * @param type the operation, such as CALL
 * @param caller the sender that the code sees
 * @param from the caller; the executing contract where code is delegated to
 * @param to the callee
 * @param self the account whose state the code runs on
 * @param input the call data or init code
 * @param gas the gas limit
 * @param value the wei that the code sees; null for STATICCALL
 */
record ScriptFrame(
    String type,
    Address caller,
    Address from,
    Address to,
    Address self,
    Bytes input,
    long gas,
    @Nullable UInt256 value) {}
