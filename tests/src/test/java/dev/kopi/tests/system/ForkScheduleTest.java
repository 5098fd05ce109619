package dev.kopi.tests.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.ethclient.CallMessage;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.json.JsonValues;
import dev.kopi.apps.deployer.genesis.PredeployLayout;
import dev.kopi.apps.deployer.parameters.DevChainAccount;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.chain.block.Block;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.tests.testkit.Vectors;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** A devnet on which Isthmus, Jovian and Karst activate after genesis. */
class ForkScheduleTest {
  private static final long ISTHMUS = 6;
  private static final long JOVIAN = 12;
  private static final long KARST = 18;

  /** The last block that is looked at. */
  private static final long END = KARST + 6;

  private static final long OPERATOR_SCALAR = 1_500_000;
  private static final long OPERATOR_CONSTANT = 1_000_007;

  /** The bytes of a signature, for which the oracle makes up. */
  private static final int SIGNATURE = 67;

  private static final Address ORACLE = PredeployLayout.at(PredeployLayout.GAS_PRICE_ORACLE);

  private final Crypto crypto = NativeCrypto.create();

  @TempDir private Path directory = Path.of("");

  @Test
  void passesEveryActivationWithTheFeesOfItsForks() {
    Path upgrades = Vectors.path("op-upgrades.zip");
    try (RunningDevnet devnet =
        RunningDevnet.start(
            directory.resolve("chain"),
            "--l1-slot=1",
            "--fork=isthmus=" + ISTHMUS + ",jovian=" + JOVIAN + ",karst=" + KARST,
            "--upgrades=" + upgrades)) {
      transferUntil(devnet, ISTHMUS + 1);
      chargeForOperators(devnet);
      transferUntil(devnet, END);
      EthClient sequencer = devnet.chain("sequencer");
      List<Long> withTransfers = new ArrayList<>();
      for (long number = 1; number <= END; number++) {
        Block block = Objects.requireNonNull(sequencer.block(EthClient.at(number)));
        checkActivation(sequencer, block);
        if (block.transactions().getLast().transaction() instanceof Transaction.DynamicFee) {
          withTransfers.add(number);
          checkFees(sequencer, block);
        }
      }
      assertThat(withTransfers)
          .anyMatch(number -> number < ISTHMUS)
          .anyMatch(number -> number > ISTHMUS && number < JOVIAN)
          .anyMatch(number -> number > JOVIAN && number < KARST)
          .anyMatch(number -> number > KARST);
      Await.until(
          "the verifier derives all of it", () -> devnet.safe("verifier") >= END, devnet::log);
      assertThat(devnet.hashAt("verifier", END)).isEqualTo(devnet.hashAt("sequencer", END));
    }
  }

  /** Sets the parameters of the operator fee. Before Isthmus they would be forgotten. */
  private void chargeForOperators(RunningDevnet devnet) {
    new Sender(
            devnet.chain("l1"), UInt256.of(900), DevChainAccount.SYSTEM_OWNER.privateKey(), crypto)
        .data(
            Address.fromHex(devnet.value("contracts", "SystemConfig")),
            AbiEncoder.call(
                "setOperatorFeeScalars(uint32,uint64)",
                AbiValue.of(OPERATOR_SCALAR),
                AbiValue.of(OPERATOR_CONSTANT)));
  }

  private static void transferUntil(RunningDevnet devnet, long end) {
    EthClient chain = devnet.chain("sequencer");
    long[] sentAt = {0};
    Await.until(
        "block " + end,
        () -> {
          long head = chain.blockNumber();
          if (head > sentAt[0]) {
            devnet.transfer();
            sentAt[0] = head;
          }
          return head >= end;
        },
        devnet::log);
  }

  /** The blocks of activations hold the upgrade transactions, which succeed, and no others. */
  private static void checkActivation(EthClient chain, Block block) {
    boolean activates =
        block.number() == ISTHMUS || block.number() == JOVIAN || block.number() == KARST;
    long deposits =
        block.transactions().stream()
            .filter(one -> one.transaction() instanceof Transaction.Deposit)
            .count();
    if (!activates) {
      assertThat(deposits).as("deposits of block " + block.number()).isEqualTo(1);
      return;
    }
    assertThat(deposits)
        .as("deposits of block " + block.number())
        .isEqualTo(block.transactions().size())
        .isGreaterThan(5);
    JsonNode receipts =
        chain.rpc().call("eth_getBlockReceipts", JsonValues.text(EthClient.at(block.number())));
    for (JsonNode receipt : receipts) {
      assertThat(JsonFields.quantity(receipt, "status")).as(receipt.toString()).isEqualTo(1);
    }
  }

  /** The sender of a block's only transfer pays what receipt and oracle tell, and no more. */
  private void checkFees(EthClient chain, Block block) {
    List<TransactionEnvelope> transfers =
        block.transactions().stream()
            .filter(one -> one.transaction() instanceof Transaction.DynamicFee)
            .toList();
    String at = EthClient.at(block.number());
    UInt256 charged = UInt256.ZERO;
    for (TransactionEnvelope transfer : transfers) {
      JsonNode receipt =
          chain.rpc().call("eth_getTransactionReceipt", JsonValues.text(transfer.hash().toHex()));
      assertThat(JsonFields.quantity(receipt, "status")).isEqualTo(1);
      UInt256 gas = UInt256.of(JsonFields.quantity(receipt, "gasUsed"));
      UInt256 l1Fee = UInt256.of(JsonFields.quantity(receipt, "l1Fee"));
      Bytes unsigned = transfer.encoded().slice(0, transfer.encoded().size() - SIGNATURE);
      assertThat(ask(chain, at, "getL1Fee(bytes)", AbiValue.of(unsigned)))
          .as("the fee for L1 in block " + block.number())
          .isEqualTo(l1Fee);
      UInt256 operator =
          block.number() < ISTHMUS
              ? UInt256.ZERO
              : ask(chain, at, "getOperatorFee(uint256)", AbiValue.of(gas));
      if (block.number() > KARST) {
        assertThat(operator)
            .isEqualTo(
                gas.multiply(UInt256.of(OPERATOR_SCALAR * 100)).add(UInt256.of(OPERATOR_CONSTANT)));
      }
      charged =
          charged
              .add(gas.multiply(UInt256.of(JsonFields.quantity(receipt, "effectiveGasPrice"))))
              .add(l1Fee)
              .add(operator)
              .add(UInt256.ONE);
    }
    Address sender = MnemonicAccount.TEN.get(0).address();
    assertThat(
            chain
                .balance(sender, EthClient.at(block.number() - 1))
                .subtract(chain.balance(sender, at)))
        .as("what block " + block.number() + " takes")
        .isEqualTo(charged);
  }

  private static UInt256 ask(EthClient chain, String block, String signature, AbiValue argument) {
    Bytes answer =
        chain.call(CallMessage.read(ORACLE, AbiEncoder.call(signature, argument)), block);
    return UInt256.fromBytes(answer.toArray());
  }
}
