package dev.kopi.services.engine.rpc.call;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.json.eth.UnplacedTransactionWriter;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.dispatch.Params;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.services.engine.pool.PoolAccess;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.fee.GasPrices;
import dev.kopi.services.engine.rpc.limit.Deadline;
import dev.kopi.services.engine.rpc.limit.LimitedMethods;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code eth_fillTransaction}: completes an unsigned transaction with nonce, fees and gas limit, as
 * go-ethereum does. Blobs themselves are not taken, only their versioned hashes.
 */
public final class FillMethods {
  private final ChainView chain;
  private final Calls calls;
  private final CallMethods estimates;
  private final PoolAccess pool;
  private final GasPrices prices;

  /** The methods over a chain and its pool. */
  public FillMethods(
      ChainView chain, Calls calls, CallMethods estimates, PoolAccess pool, GasPrices prices) {
    this.chain = chain;
    this.calls = calls;
    this.estimates = estimates;
    this.pool = pool;
    this.prices = prices;
  }

  /** Adds the methods. */
  public void addTo(LimitedMethods methods) {
    methods.add("eth_fillTransaction", this::fill);
  }

  private JsonNode fill(Params params, Deadline deadline) {
    JsonNode json = params.get(0);
    CallArguments given = CallArguments.read(json);
    if (json.has("blobs")) {
      throw RpcException.server("\"blobs\" is not supported for this RPC method");
    }
    CallArguments priced = withFees(given);
    checkContent(priced, json);
    Header head = chain.head();
    long gas = given.gas() == null ? estimate(priced, head, deadline) : given.gas();
    given.checkChain(chain.spec().chainId());
    TransactionEnvelope filled =
        TransactionEnvelope.of(
            priced.toTransaction(chain.spec().chainId(), nonce(given, head), gas));
    ObjectNode out = Json.object();
    out.set("raw", JsonValues.data(filled.encoded()));
    out.set("tx", UnplacedTransactionWriter.write(filled));
    return out;
  }

  private CallArguments withFees(CallArguments given) {
    UInt256 blobFee = given.maxFeePerBlobGas();
    if (blobFee != null && blobFee.isZero()) {
      throw RpcException.server("maxFeePerBlobGas, if specified, must be non-zero");
    }
    Header head = chain.head();
    if (given.blobHashes() != null && blobFee == null && chain.rules(head).has(Fork.CANCUN)) {
      blobFee = prices.blobBaseFee(head).multiply(UInt256.of(2));
    }
    UInt256 baseFee = head.baseFeePerGas();
    UInt256 price = given.gasPrice();
    if (price != null) {
      if (price.isZero() && baseFee != null) {
        throw RpcException.server("gasPrice must be non-zero after london fork");
      }
      return given.withFees(price, null, null, blobFee);
    }
    UInt256 fee = given.maxFeePerGas();
    UInt256 tip = given.maxPriorityFeePerGas();
    if (fee != null && tip != null && fee.isZero()) {
      throw RpcException.server("maxFeePerGas must be non-zero");
    }
    if (baseFee == null && (fee == null || tip == null)) {
      if (fee != null || tip != null) {
        throw RpcException.server(
            "maxFeePerGas and maxPriorityFeePerGas are not valid before London is active");
      }
      return given.withFees(prices.tip(), null, null, blobFee);
    }
    UInt256 usedTip = tip == null ? prices.tip() : tip;
    UInt256 usedFee = fee;
    if (usedFee == null) {
      // Twice the base fee, so that the transaction stays valid while it rises.
      UInt256 twice = GasPrices.baseFee(head).multiply(UInt256.of(2));
      usedFee = twice.addOverflows(usedTip) ? UInt256.MAX : twice.add(usedTip);
    }
    if (usedFee.compareTo(usedTip) < 0) {
      throw RpcException.server(
          "maxFeePerGas ("
              + usedFee.toHex()
              + ") < maxPriorityFeePerGas ("
              + usedTip.toHex()
              + ")");
    }
    return given.withFees(null, usedFee, usedTip, blobFee);
  }

  private static void checkContent(CallArguments arguments, JsonNode json) {
    Bytes data = JsonFields.optionalBytes(json, "data");
    if (data != null && !data.equals(arguments.data())) {
      throw RpcException.server(
          "both \"data\" and \"input\" are set and not equal. Please use \"input\" to pass"
              + " transaction call data");
    }
    if (arguments.to() == null && arguments.data().isEmpty()) {
      throw RpcException.server("contract creation without any data provided");
    }
  }

  private long estimate(CallArguments arguments, Header head, Deadline deadline) {
    Calls.Context context = calls.context(head, null, null, deadline.cancellation());
    return estimates.estimate(arguments, context, deadline);
  }

  private long nonce(CallArguments given, Header head) {
    Long named = given.nonce();
    if (named != null) {
      return named;
    }
    Address sender = given.from();
    Account account = chain.state(head).account(sender);
    return pool.nextNonce(sender, account == null ? 0 : account.nonce());
  }
}
