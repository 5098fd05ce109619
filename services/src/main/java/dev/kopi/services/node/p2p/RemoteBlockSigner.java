package dev.kopi.services.node.p2p;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.derivation.TemporaryException;
import dev.kopi.core.p2p.block.BlockSignatures;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.Arrays;
import java.util.Base64;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks op-signer for signatures, by {@code opsigner_signBlockPayload} in the form that op-node
 * sends: the domain as an array of numbers, the hash in base64. A signature that is not of the
 * expected address is not used.
 */
public final class RemoteBlockSigner implements BlockSigner {
  private static final int DOMAIN_BYTES = 32;

  private final RpcClient client;
  private final Address address;

  /** Signs for an address. */
  public RemoteBlockSigner(RpcClient client, Address address) {
    this.client = client;
    this.address = address;
  }

  @Override
  public void sign(byte[] message, UInt256 chainId, Secp256k1 curve) {
    byte[] signature;
    try {
      JsonNode result =
          client.call(
              "opsigner_signBlockPayload", request(chainId, BlockSignatures.payloadHash(message)));
      JsonNode text = result.isObject() ? result.path("signature") : result;
      signature = Bytes.fromHex(text.stringValue("")).toArray();
    } catch (RpcException | RpcTransportException | DecodeException e) {
      throw new TemporaryException("the signer did not sign: " + e.getMessage(), e);
    }
    if (signature.length != BlockSignatures.BYTES) {
      throw new TemporaryException("the signer answered " + signature.length + " bytes");
    }
    byte[] signed = Arrays.copyOf(message, message.length);
    System.arraycopy(signature, 0, signed, 0, signature.length);
    if (signed[64] >= 27) {
      signed[64] -= 27;
    }
    if (!address.equals(BlockSignatures.signer(signed, chainId, curve))) {
      throw new TemporaryException("the signer did not sign by the key of " + address);
    }
    System.arraycopy(signed, 0, message, 0, BlockSignatures.BYTES);
  }

  private ObjectNode request(UInt256 chainId, Hash payloadHash) {
    ObjectNode out = Json.object();
    ArrayNode domain = out.putArray("domain");
    for (int i = 0; i < DOMAIN_BYTES; i++) {
      domain.add(0);
    }
    out.put("chainId", chainId.toBigInteger());
    out.put("payloadHash", Base64.getEncoder().encodeToString(payloadHash.toBytes().toArray()));
    out.put("senderAddress", address.toString());
    return out;
  }
}
