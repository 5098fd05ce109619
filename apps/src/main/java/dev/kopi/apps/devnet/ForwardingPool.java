package dev.kopi.apps.devnet;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.chain.TransactionEnvelope;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.services.engine.PoolAccess;
import java.util.Map;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/** A replica's pool: transactions go to the sequencer, everything else is answered from the own one. */
final class ForwardingPool implements PoolAccess {
  private final PoolAccess own;
  private final RpcClient sequencer;

  ForwardingPool(PoolAccess own, RpcClient sequencer) {
    this.own = own;
    this.sequencer = sequencer;
  }

  @Override
  public Hash submit(Bytes encoded) {
    try {
      return JsonFields.asHash(
          sequencer.call("eth_sendRawTransaction", JsonValues.data(encoded)), "transaction hash");
    } catch (RpcTransportException e) {
      throw RpcException.server("the sequencer does not answer: " + e.getMessage());
    }
  }

  @Override
  public @Nullable TransactionEnvelope transaction(Hash hash) {
    return own.transaction(hash);
  }

  @Override
  public long nextNonce(Address account, long stateNonce) {
    return own.nextNonce(account, stateNonce);
  }

  @Override
  public Map<Address, NavigableMap<Long, TransactionEnvelope>> pending() {
    return own.pending();
  }

  @Override
  public Map<Address, NavigableMap<Long, TransactionEnvelope>> queued() {
    return own.queued();
  }
}
