package dev.kopi.services.signer;

import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Caller;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.TransactionSigner;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/** The methods of op-signer, by the rules of the client that calls. */
public final class SigningMethods {
  private static final Logger LOG = LoggerFactory.getLogger(SigningMethods.class);
  private static final String TRANSACTION = "eth_signTransaction";
  private static final String BLOCK = "opsigner_signBlockPayload";
  private static final String BLOCK_V2 = "opsigner_signBlockPayloadV2";

  /** The methods that a rule may allow. */
  static final Set<String> NAMES = new TreeSet<>(Set.of(TRANSACTION, BLOCK, BLOCK_V2));

  private static final int NOT_ALLOWED = -32011;

  private final SigningRules rules;
  private final Secp256k1 secp256k1;
  private final String version;

  /**
   * The methods.
   *
   * @param version what {@code health_status} answers
   */
  public SigningMethods(SigningRules rules, Secp256k1 secp256k1, String version) {
    this.rules = rules;
    this.secp256k1 = secp256k1;
    this.version = version;
  }

  /** The methods for clients that show a certificate: a client is who its certificate says. */
  public RpcMethods certified() {
    return methods(caller -> {
      String client = caller.certificate();
      if (client == null) {
        throw new RpcException(
            RpcException.INVALID_REQUEST, "the client's certificate has no DNS name");
      }
      return client;
    });
  }

  /** The methods for callers on this machine without TLS: each of them is the one client. */
  public RpcMethods local(String client) {
    return methods(caller -> client);
  }

  private RpcMethods methods(Function<Caller, String> client) {
    RpcMethods out = new RpcMethods();
    out.add("health_status", params -> JsonValues.text(version));
    for (String name : NAMES) {
      out.add(name, params -> call(client.apply(params.caller()), name, params));
    }
    return out;
  }

  private JsonNode call(String client, String method, Params params) {
    SigningRule rule = rules.of(client);
    if (rule == null) {
      throw refused(client, method, "there is no rule for the client " + client);
    }
    if (!rule.methods().contains(method)) {
      throw refused(client, method, "the client " + client + " may not call " + method);
    }
    if (params.size() != 1) {
      throw RpcException.invalidParams("one argument is needed, found " + params.size());
    }
    try {
      return switch (method) {
        case TRANSACTION -> transaction(rule, params.get(0));
        case BLOCK -> block(rule, BlockArguments.readV1(params.get(0)));
        default -> block(rule, BlockArguments.readV2(params.get(0)));
      };
    } catch (DecodeException e) {
      throw RpcException.invalidParams("invalid argument 0: " + e.getMessage());
    }
  }

  private JsonNode transaction(SigningRule rule, JsonNode argument) {
    Transaction unsigned = TransactionArguments.read(argument);
    Address from = JsonFields.optionalAddress(argument, "from");
    checkAccount(rule, TRANSACTION, from);
    checkChain(rule, TRANSACTION, unsigned.chainId());
    Address to = unsigned.to();
    if (to == null || !rule.recipients().contains(to)) {
      throw refused(
          rule.client(),
          TRANSACTION,
          to == null
              ? "contract creations are not allowed"
              : "the recipient " + to + " is not allowed");
    }
    UInt256 most = rule.maxValue();
    if (most != null && unsigned.value().compareTo(most) > 0) {
      throw refused(
          rule.client(),
          TRANSACTION,
          "the value " + unsigned.value() + " exceeds the limit of " + most);
    }
    Transaction signed = TransactionSigner.sign(unsigned, secp256k1, rule.key());
    LOG.info(
        "transaction signed: client={} account={} to={} value={} nonce={}",
        rule.client(),
        rule.account(),
        to,
        unsigned.value(),
        unsigned.nonce());
    return JsonValues.data(TransactionCodec.encode(signed));
  }

  private JsonNode block(SigningRule rule, BlockArguments arguments) {
    checkAccount(rule, BLOCK, arguments.sender());
    checkChain(rule, BLOCK, arguments.chainId());
    byte[] message = new byte[96];
    arguments.domain().writeTo(message, 0);
    arguments.chainId().writeTo(message, 32);
    arguments.payloadHash().writeTo(message, 64);
    byte[] signature = secp256k1.sign(Keccak256.hash(message), rule.key()).toArray();
    LOG.info(
        "block signed: client={} account={} payload={}",
        rule.client(),
        rule.account(),
        arguments.payloadHash());
    return JsonValues.data(Bytes.wrap(signature));
  }

  private static void checkAccount(SigningRule rule, String method, @Nullable Address asked) {
    if (asked != null && !asked.equals(rule.account())) {
      throw refused(rule.client(), method, "the account " + asked + " is not " + rule.account());
    }
  }

  private static void checkChain(SigningRule rule, String method, @Nullable UInt256 asked) {
    if (!rule.chainId().equals(asked)) {
      throw refused(rule.client(), method, "the chain " + asked + " is not " + rule.chainId());
    }
  }

  private static RpcException refused(String client, String method, String reason) {
    LOG.warn("refused to sign: client={} method={} reason=\"{}\"", client, method, reason);
    return new RpcException(NOT_ALLOWED, "refused: " + reason);
  }
}
