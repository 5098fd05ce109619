package dev.kopi.services.engine.rpc.fee;

import dev.kopi.adapters.json.JsonValues;
import dev.kopi.adapters.rpc.dispatch.RpcMethods;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.services.engine.rpc.chain.ChainView;
import dev.kopi.services.engine.rpc.limit.LimitedMethods;

/** The methods for gas prices and the fee history. */
public final class FeeMethods {
  private final ChainView chain;
  private final GasPrices prices;
  private final FeeHistory history;

  /** The methods over a chain. */
  public FeeMethods(ChainView chain, GasPrices prices) {
    this.chain = chain;
    this.prices = prices;
    this.history = new FeeHistory(chain, prices);
  }

  /** Adds the methods for gas prices. */
  public void addTo(RpcMethods methods) {
    methods.add("eth_maxPriorityFeePerGas", p -> JsonValues.quantity(prices.tip()));
    methods.add("eth_gasPrice", p -> JsonValues.quantity(gasPrice()));
    methods.add("eth_baseFee", p -> JsonValues.quantity(prices.nextBaseFee(chain.head())));
    methods.add("eth_blobBaseFee", p -> JsonValues.quantity(prices.blobBaseFee(chain.head())));
  }

  /** Adds the method that reads many blocks. */
  public void addReading(LimitedMethods methods) {
    methods.add("eth_feeHistory", history::history);
  }

  private UInt256 gasPrice() {
    return prices.tip().add(GasPrices.baseFee(chain.head()));
  }
}
