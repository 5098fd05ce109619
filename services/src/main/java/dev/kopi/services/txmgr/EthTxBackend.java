package dev.kopi.services.txmgr;

import dev.kopi.adapters.ethclient.CallMessage;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.txmgr.FeeMarket;
import org.jspecify.annotations.Nullable;

/** The L1 node behind a client of its {@code eth} methods. */
public record EthTxBackend(EthClient l1) implements TxBackend {
  @Override
  public FeeMarket market() {
    Header head = l1.header(EthClient.LATEST);
    UInt256 baseFee = head == null ? null : head.baseFeePerGas();
    if (baseFee == null) {
      throw new DecodeException("the L1 head has no base fee");
    }
    return new FeeMarket(l1.suggestTip(), baseFee, l1.blobBaseFee());
  }

  @Override
  public long estimateGas(CallMessage message) {
    return l1.estimateGas(message);
  }

  @Override
  public long nonce(Address account) {
    return l1.nonce(account, EthClient.LATEST);
  }

  @Override
  public long pendingNonce(Address account) {
    return l1.nonce(account, EthClient.PENDING);
  }

  @Override
  public long blockNumber() {
    return l1.blockNumber();
  }

  @Override
  public @Nullable MinedTransaction mined(Hash transaction) {
    return l1.mined(transaction);
  }

  @Override
  public void send(Bytes encoded) {
    l1.sendRaw(encoded);
  }
}
