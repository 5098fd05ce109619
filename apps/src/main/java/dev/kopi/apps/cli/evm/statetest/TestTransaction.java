package dev.kopi.apps.cli.evm.statetest;

import dev.kopi.apps.cli.evm.fixture.TestNumbers;
import dev.kopi.core.chain.transaction.AccessListEntry;
import dev.kopi.core.chain.transaction.Authorization;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.crypto.ecdsa.PortableSecp256k1;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** The transaction of a state test. It is not signed: the test names its sender. */
final class TestTransaction {
  private static final Signature LEGACY = new Signature(UInt256.of(27), UInt256.ONE, UInt256.ONE);
  private static final Signature TYPED = new Signature(UInt256.ZERO, UInt256.ONE, UInt256.ONE);

  private TestTransaction() {}

  /** Who sends it. */
  static Address sender(JsonNode json) {
    JsonNode sender = json.get("sender");
    if (sender != null && !sender.isNull()) {
      return TestNumbers.address(sender);
    }
    PrivateKey key = PrivateKey.of(TestNumbers.hash(json.get("secretKey")).toUInt256());
    return PortableSecp256k1.INSTANCE.address(key);
  }

  /**
   * The transaction that three indexes choose.
   *
   * @throws DecodeException when no such transaction can be written
   */
  static Transaction read(JsonNode json, UInt256 chainId, int data, int gas, int value) {
    long nonce = TestNumbers.number64(json.get("nonce"));
    long gasLimit = TestNumbers.number64(TestNumbers.at(json, "gasLimit", gas));
    UInt256 wei = TestNumbers.number(TestNumbers.at(json, "value", value));
    Bytes input = TestNumbers.bytes(TestNumbers.at(json, "data", data));
    String toText = json.get("to") == null ? "" : json.get("to").asString();
    Address to = toText.isEmpty() ? null : Address.fromHex(toText);
    List<AccessListEntry> accessList = accessList(json, data);
    UInt256 gasPrice = TestNumbers.optional(json, "gasPrice");
    UInt256 tip = TestNumbers.orZero(json, "maxPriorityFeePerGas");
    UInt256 fee = TestNumbers.orZero(json, "maxFeePerGas");
    if (json.has("authorizationList")) {
      return new Transaction.SetCode(
          chainId,
          nonce,
          tip,
          fee,
          gasLimit,
          notNull(to),
          wei,
          input,
          accessList == null ? List.of() : accessList,
          authorizations(json.get("authorizationList")),
          TYPED);
    }
    if (json.has("blobVersionedHashes") || json.has("maxFeePerBlobGas")) {
      return new Transaction.Blob(
          chainId,
          nonce,
          tip,
          fee,
          gasLimit,
          notNull(to),
          wei,
          input,
          accessList == null ? List.of() : accessList,
          TestNumbers.orZero(json, "maxFeePerBlobGas"),
          hashes(json.get("blobVersionedHashes")),
          TYPED);
    }
    if (gasPrice == null) {
      return new Transaction.DynamicFee(
          chainId,
          nonce,
          tip,
          fee,
          gasLimit,
          to,
          wei,
          input,
          accessList == null ? List.of() : accessList,
          TYPED);
    }
    if (accessList != null) {
      return new Transaction.AccessList(
          chainId, nonce, gasPrice, gasLimit, to, wei, input, accessList, TYPED);
    }
    return new Transaction.Legacy(nonce, gasPrice, gasLimit, to, wei, input, LEGACY);
  }

  private static Address notNull(@Nullable Address to) {
    if (to == null) {
      throw new DecodeException("a transaction of this type cannot create a contract");
    }
    return to;
  }

  private static @Nullable List<AccessListEntry> accessList(JsonNode json, int data) {
    JsonNode lists = json.get("accessLists");
    JsonNode list = lists == null || lists.isNull() ? null : lists.get(data);
    if (list == null || list.isNull()) {
      return null;
    }
    List<AccessListEntry> entries = new ArrayList<>();
    for (JsonNode entry : list) {
      List<Hash> keys = new ArrayList<>();
      JsonNode slots = entry.get("storageKeys");
      if (slots != null) {
        slots.forEach(key -> keys.add(TestNumbers.hash(key)));
      }
      entries.add(new AccessListEntry(TestNumbers.address(entry.get("address")), keys));
    }
    return entries;
  }

  private static List<Hash> hashes(@Nullable JsonNode list) {
    List<Hash> hashes = new ArrayList<>();
    if (list != null) {
      for (JsonNode hash : list) {
        hashes.add(TestNumbers.hash(hash));
      }
    }
    return hashes;
  }

  private static List<Authorization> authorizations(JsonNode list) {
    List<Authorization> authorizations = new ArrayList<>();
    for (JsonNode json : list) {
      UInt256 v =
          json.has("yParity")
              ? TestNumbers.number(json.get("yParity"))
              : TestNumbers.number(json.get("v"));
      authorizations.add(
          new Authorization(
              TestNumbers.number(json.get("chainId")),
              TestNumbers.address(json.get("address")),
              TestNumbers.number64(json.get("nonce")),
              new Signature(
                  v, TestNumbers.number(json.get("r")), TestNumbers.number(json.get("s")))));
    }
    return authorizations;
  }
}
