package dev.kopi.apps.bridge;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.eth.ReceiptReader;
import dev.kopi.apps.wallet.Outgoing;
import dev.kopi.apps.wallet.Wallet;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.chain.receipt.Log;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.derivation.attributes.DepositLog;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.StringNode;

/** Deposits, and the initiation of withdrawals, through the standard bridges of both chains. */
public final class Bridge {
  private static final AbiValue MIN_GAS = AbiValue.of(200_000);
  private static final AbiValue NO_DATA = AbiValue.of(Bytes.EMPTY);

  private final ContractReader l1;
  private final ContractReader l2;
  private final BridgeContracts contracts;
  private final Polling waiting;
  private final StepListener steps;

  /** For two chains. */
  public Bridge(EthClient l1, EthClient l2, Polling waiting, StepListener steps) {
    this.l1 = new ContractReader(l1);
    this.l2 = new ContractReader(l2);
    this.contracts = BridgeContracts.find(this.l1, this.l2);
    this.waiting = waiting;
    this.steps = steps;
  }

  /**
   * Sends ether to L2 and waits until it is there.
   *
   * @return the transaction on L2
   */
  public Hash depositEther(Wallet l1Wallet, Address to, UInt256 wei) {
    Bytes call =
        AbiEncoder.call("bridgeETHTo(address,uint32,bytes)", AbiValue.of(to), MIN_GAS, NO_DATA);
    return deposit(
        l1Wallet, Outgoing.call("deposit", contracts.l1StandardBridge(), wei, call), to, wei);
  }

  /**
   * Sends tokens to L2 and waits until they are there. The token on L2 is created when there is
   * none.
   *
   * @param l1Token the token on L1
   * @return the transaction on L2
   */
  public Hash depositToken(
      Wallet l1Wallet, Wallet l2Wallet, Address l1Token, Address to, UInt256 amount) {
    Address l2Token = Tokens.onL2(l2, l1Token);
    if (l2Token == null) {
      l2Token = createToken(l2Wallet, l1Token);
    }
    MinedTransaction approved =
        l1Wallet.send(
            Outgoing.call(
                "approve",
                l1Token,
                UInt256.ZERO,
                AbiEncoder.call(
                    "approve(address,uint256)",
                    AbiValue.of(contracts.l1StandardBridge()),
                    AbiValue.of(amount))));
    steps.done("approved", StepListener.details("tx", approved.hash(), "token", l1Token));
    Bytes call = bridgeToken(l1Token, l2Token, to, amount);
    return deposit(
        l1Wallet,
        Outgoing.call("deposit", contracts.l1StandardBridge(), UInt256.ZERO, call),
        to,
        amount);
  }

  private static Bytes bridgeToken(Address local, Address remote, Address to, UInt256 amount) {
    return AbiEncoder.call(
        "bridgeERC20To(address,address,address,uint256,uint32,bytes)",
        AbiValue.of(local),
        AbiValue.of(remote),
        AbiValue.of(to),
        AbiValue.of(amount),
        MIN_GAS,
        NO_DATA);
  }

  private Address createToken(Wallet l2Wallet, Address l1Token) {
    MinedTransaction created =
        l2Wallet.send(
            Outgoing.call(
                "create the token on L2",
                BridgeContracts.L2_TOKEN_FACTORY,
                UInt256.ZERO,
                AbiEncoder.call(
                    "createOptimismMintableERC20WithDecimals(address,string,string,uint8)",
                    AbiValue.of(l1Token),
                    AbiValue.of(text(l1.ask(l1Token, "name()"))),
                    AbiValue.of(text(l1.ask(l1Token, "symbol()"))),
                    AbiValue.of(l1.ask(l1Token, "decimals()").word(0)))));
    Address l2Token = Tokens.onL2(l2, l1Token);
    if (l2Token == null) {
      throw new BridgeFailed("the factory on L2 logged no created token");
    }
    steps.done("token-created", StepListener.details("tx", created.hash(), "l2Token", l2Token));
    return l2Token;
  }

  private static String text(AbiReader answer) {
    return new String(answer.bytes(0).toArray(), StandardCharsets.UTF_8);
  }

  private Hash deposit(Wallet l1Wallet, Outgoing outgoing, Address to, UInt256 amount) {
    MinedTransaction sent = l1Wallet.send(outgoing);
    Hash l2Hash = l2Transaction(sent);
    steps.done(
        "deposit-sent",
        StepListener.details(
            "tx",
            sent.hash(),
            "l1Block",
            sent.block().number(),
            "to",
            to,
            "amount",
            amount,
            "l2Tx",
            l2Hash));
    MinedTransaction arrived = waiting.until("the deposit on L2", () -> l2.eth().mined(l2Hash));
    if (!arrived.success()) {
      throw new BridgeFailed("the deposit failed on L2: " + l2Hash);
    }
    steps.done(
        "deposit-arrived", StepListener.details("tx", l2Hash, "l2Block", arrived.block().number()));
    return l2Hash;
  }

  /** The hash of the deposit transaction on L2, derived from the log's position on L1. */
  private Hash l2Transaction(MinedTransaction sent) {
    JsonNode receipt =
        l1.eth().rpc().call("eth_getTransactionReceipt", StringNode.valueOf(sent.hash().toHex()));
    for (JsonNode json : JsonFields.required(receipt, "logs")) {
      Log log = ReceiptReader.log(json);
      if (DepositLog.matches(log, contracts.optimismPortal())) {
        return TransactionEnvelope.of(
                DepositLog.decode(log, sent.block().hash(), JsonFields.quantity(json, "logIndex")))
            .hash();
      }
    }
    throw new BridgeFailed("the transaction deposited nothing: " + sent.hash());
  }

  /**
   * Initiates a withdrawal of ether or of a token.
   *
   * @param token the token on either chain; null for ether
   * @return the transaction on L2, which identifies the withdrawal in the later steps
   */
  public Hash withdraw(Wallet l2Wallet, @Nullable Address token, Address to, UInt256 amount) {
    Outgoing outgoing =
        token == null
            ? Outgoing.call(
                "withdraw",
                BridgeContracts.L2_STANDARD_BRIDGE,
                amount,
                AbiEncoder.call(
                    "bridgeETHTo(address,uint32,bytes)", AbiValue.of(to), MIN_GAS, NO_DATA))
            : withdrawToken(token, to, amount);
    MinedTransaction sent = l2Wallet.send(outgoing);
    L2Withdrawal withdrawal = L2Withdrawal.in(sent.logs());
    steps.done(
        "withdrawal-begun",
        StepListener.details(
            "tx",
            sent.hash(),
            "l2Block",
            sent.block().number(),
            "to",
            to,
            "amount",
            amount,
            "withdrawalHash",
            withdrawal.hash()));
    return sent.hash();
  }

  private Outgoing withdrawToken(Address token, Address to, UInt256 amount) {
    Address l1Token = Tokens.onL1(l2, token);
    Address l2Token = l1Token == null ? Tokens.onL2(l2, token) : token;
    if (l2Token == null) {
      throw new BridgeFailed(token + " is no token of the standard bridge");
    }
    Address counterpart = l1Token == null ? token : l1Token;
    return Outgoing.call(
        "withdraw",
        BridgeContracts.L2_STANDARD_BRIDGE,
        UInt256.ZERO,
        bridgeToken(l2Token, counterpart, to, amount));
  }
}
