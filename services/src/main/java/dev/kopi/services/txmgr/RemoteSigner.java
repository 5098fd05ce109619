package dev.kopi.services.txmgr;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.json.eth.RpcTransactionWriter;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A signer elsewhere, asked by {@code eth_signTransaction} as op-signer serves it. What comes back
 * is used only if it is the same transaction, signed by the account.
 */
public final class RemoteSigner implements Signer {
  private final RpcClient rpc;
  private final String shown;
  private final Address address;
  private final Secp256k1 secp256k1;

  /**
   * A signer.
   *
   * @param shown the address of the server, for messages
   * @param address the account that it signs for
   */
  public RemoteSigner(RpcClient rpc, String shown, Address address, Secp256k1 secp256k1) {
    this.rpc = rpc;
    this.shown = shown;
    this.address = address;
    this.secp256k1 = secp256k1;
  }

  /**
   * The version of the server, by {@code health_status}.
   *
   * @throws RpcTransportException when it does not answer
   * @throws RpcException when it refuses the call
   */
  public String version() {
    return rpc.call("health_status").asString();
  }

  @Override
  public Address address() {
    return address;
  }

  @Override
  public Transaction sign(Transaction unsigned) {
    Bytes encoded;
    try {
      JsonNode answer = rpc.call("eth_signTransaction", arguments(unsigned));
      encoded = JsonFields.asBytes(answer, "result");
    } catch (RpcException e) {
      throw new RpcTransportException(
          "the signer " + shown + " refuses to sign for " + address + ": " + e.text(), e);
    } catch (DecodeException e) {
      throw new RpcTransportException("the signer " + shown + " answers no transaction", e);
    }
    Transaction signed;
    try {
      signed = TransactionCodec.decode(encoded);
    } catch (DecodeException e) {
      throw new RpcTransportException(
          "the signer " + shown + " answers no transaction: " + e.getMessage(), e);
    }
    Hash asked = TransactionCodec.signingHash(unsigned);
    if (signed.type() != unsigned.type() || !TransactionCodec.signingHash(signed).equals(asked)) {
      throw new RpcTransportException("the signer " + shown + " signed another transaction");
    }
    Address by = recover(signed, asked);
    if (!address.equals(by)) {
      throw new RpcTransportException(
          "the signer " + shown + " signed with the key of " + by + ", not of " + address);
    }
    return signed;
  }

  private @Nullable Address recover(Transaction signed, Hash hash) {
    Signature signature = Objects.requireNonNull(signed.signature());
    int recoveryId = signature.v().isZero() ? 0 : 1;
    return secp256k1.recoverAddress(hash, signature.r(), signature.s(), recoveryId);
  }

  private ObjectNode arguments(Transaction tx) {
    ObjectNode json = Json.object();
    json.set("from", JsonValues.data(address));
    json.set("to", JsonValues.dataOrNull(tx.to()));
    json.set("gas", JsonValues.quantity(tx.gasLimit()));
    json.set("maxFeePerGas", JsonValues.quantity(tx.maxFeePerGas()));
    json.set("maxPriorityFeePerGas", JsonValues.quantity(tx.maxPriorityFeePerGas()));
    json.set("value", JsonValues.quantity(tx.value()));
    json.set("nonce", JsonValues.quantity(tx.nonce()));
    json.set("input", JsonValues.data(tx.data()));
    json.set("accessList", RpcTransactionWriter.accessList(tx.accessList()));
    json.set("chainId", JsonValues.quantity(Objects.requireNonNull(tx.chainId())));
    if (tx instanceof Transaction.Blob blob) {
      ArrayNode hashes = json.putArray("blobVersionedHashes");
      blob.blobHashes().forEach(hash -> hashes.add(hash.toHex()));
      json.set("maxFeePerBlobGas", JsonValues.quantity(blob.maxFeePerBlobGas()));
    }
    return json;
  }

  @Override
  public String toString() {
    return "signer " + shown + " of " + address;
  }
}
