package dev.kopi.tests.conformance.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.crypto.NativeCrypto;
import dev.kopi.adapters.json.Json;
import dev.kopi.core.chain.spec.BlobParams;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.execution.transaction.TransactionOutcome.Executed;
import dev.kopi.core.execution.transaction.TransactionProcessor;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateView;
import dev.kopi.core.state.WorldState;
import dev.kopi.tests.testkit.Vectors;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

/**
 * The golden outcomes of op-revm: what each of its transactions uses, and which balances and nonces
 * it leaves. The files hold outcomes alone; the transactions are those of its tests.
 */
class OpExecutionConformanceTest {
  private static final Address CALLER =
      Address.fromHex("0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee");
  private static final Address TARGET =
      Address.fromHex("0xffffffffffffffffffffffffffffffffffffffff");
  private static final UInt256 BALANCE = UInt256.of(10_000_000_000_000_000L);
  private static final long GAS_LIMIT = 16_777_216;
  private static final Crypto CRYPTO = NativeCrypto.create();

  /** A call of a precompile with bytes of 1, on so much gas beyond what they cost in advance. */
  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "tx_call_p256verify, FJORD, 0x100, 0, 0, 3450",
    "halted_tx_call_p256verify, FJORD, 0x100, 0, 0, 3449",
    "halted_tx_call_bn254_pair_fjord, FJORD, 0x08, 112689, 0, 0",
    "halted_tx_call_bn254_pair_granite, GRANITE, 0x08, 112689, 0, 0",
    "halted_tx_call_bls12_381_g1_add_out_of_gas, ISTHMUS, 0x0b, 0, 0, 374",
    "halted_tx_call_bls12_381_g1_add_input_wrong_size, ISTHMUS, 0x0b, 0, 0, 375",
    "halted_tx_call_bls12_381_g1_msm_out_of_gas, ISTHMUS, 0x0c, 160, 0, 11999",
    "halted_tx_call_bls12_381_g1_msm_input_wrong_size, ISTHMUS, 0x0c, 160, 1, 12000",
    "halted_tx_call_bls12_381_g1_msm_wrong_input_layout, ISTHMUS, 0x0c, 160, 0, 12000",
    "halted_tx_call_bls12_381_g2_add_out_of_gas, ISTHMUS, 0x0d, 0, 0, 599",
    "halted_tx_call_bls12_381_g2_add_input_wrong_size, ISTHMUS, 0x0d, 0, 0, 600",
    "halted_tx_call_bls12_381_g2_msm_out_of_gas, ISTHMUS, 0x0e, 288, 0, 22499",
    "halted_tx_call_bls12_381_g2_msm_input_wrong_size, ISTHMUS, 0x0e, 288, 1, 22500",
    "halted_tx_call_bls12_381_g2_msm_wrong_input_layout, ISTHMUS, 0x0e, 288, 0, 22500",
    "halted_tx_call_bls12_381_pairing_out_of_gas, ISTHMUS, 0x0f, 384, 0, 70299",
    "halted_tx_call_bls12_381_pairing_input_wrong_size, ISTHMUS, 0x0f, 384, 1, 70300",
    "halted_tx_call_bls12_381_pairing_wrong_input_layout, ISTHMUS, 0x0f, 384, 0, 70300",
    "halted_tx_call_bls12_381_map_fp_to_g1_out_of_gas, ISTHMUS, 0x10, 64, 0, 5499",
    "halted_tx_call_bls12_381_map_fp_to_g1_input_wrong_size, ISTHMUS, 0x10, 64, 1, 5500",
    "halted_tx_call_bls12_381_map_fp2_to_g2_out_of_gas, ISTHMUS, 0x11, 128, 0, 23799",
    "halted_tx_call_bls12_381_map_fp2_to_g2_input_wrong_size, ISTHMUS, 0x11, 128, 1, 23800",
  })
  void precompilesEndAsInOpRevm(
      String name, OpFork fork, int precompile, int bytes, int missing, long gas)
      throws IOException {
    byte[] input = new byte[bytes - missing];
    Arrays.fill(input, (byte) 1);
    long gasLimit = 21_000 + 16L * bytes + gas;
    Address to = Address.ofWords(0, 0, precompile);
    Transaction call = call(to, UInt256.ZERO, Bytes.wrap(input), gasLimit);
    check(name, fork, call, Address.ZERO, new FewAccounts(null));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "l1block_load_for_pre_regolith, REGOLITH, 0x0000000000000000000000000000000000100000, 1,"
        + " 100000, ",
    "log_inspector, ISTHMUS, 0xffffffffffffffffffffffffffffffffffffffff, 0, 16777216, 600080a000",
  })
  void callsEndAsInOpRevm(
      String name, OpFork fork, String to, long value, long gasLimit, @Nullable String code)
      throws IOException {
    Bytes targetCode = code == null ? null : Bytes.fromHex(code);
    Transaction call = call(Address.fromHex(to), UInt256.of(value), Bytes.EMPTY, gasLimit);
    check(name, fork, call, CALLER, new FewAccounts(targetCode));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "deposit_tx, 0x0000000000000000000000000000000000000000,"
        + " 0x0000000000000000000000000000000000000000, ",
    "halted_deposit_tx, 0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee,"
        + " 0xffffffffffffffffffffffffffffffffffffffff, 50",
  })
  void depositsEndAsInOpRevm(String name, String from, String to, @Nullable String code)
      throws IOException {
    Address sender = Address.fromHex(from);
    Transaction deposit =
        new Transaction.Deposit(
            Hash.ZERO,
            sender,
            Address.fromHex(to),
            UInt256.of(100),
            UInt256.ZERO,
            GAS_LIMIT,
            false,
            Bytes.EMPTY);
    Bytes targetCode = code == null ? null : Bytes.fromHex(code);
    check(name, OpFork.HOLOCENE, deposit, sender, new FewAccounts(targetCode));
  }

  private static Transaction call(Address to, UInt256 value, Bytes input, long gasLimit) {
    Signature signature = new Signature(UInt256.of(27), UInt256.ONE, UInt256.ONE);
    return new Transaction.Legacy(0, UInt256.ZERO, gasLimit, to, value, input, signature);
  }

  private static void check(
      String name, OpFork fork, Transaction transaction, Address sender, FewAccounts state)
      throws IOException {
    JsonNode golden = golden(name);
    WorldState world = new WorldState(state);
    Rules rules = new Rules(UInt256.ONE, fork.execution(), fork, BlobParams.CANCUN);
    BlockContext block =
        new BlockContext(
            rules,
            0,
            1,
            Address.ZERO,
            30_000_000,
            UInt256.ZERO,
            Hash.ZERO,
            UInt256.ZERO,
            UInt256.ONE,
            number -> Hash.ZERO);
    Executed outcome =
        (Executed)
            new TransactionProcessor(block, world, CRYPTO)
                .execute(TransactionEnvelope.of(transaction), sender, 30_000_000);

    Map.Entry<String, JsonNode> result = golden.get("result").properties().iterator().next();
    assertThat(outcome.success()).isEqualTo(result.getKey().equals("Success"));
    JsonNode gas = result.getValue().get("gas");
    assertThat(outcome.gasUsed())
        .isEqualTo(gas.get("gas_spent").asLong() - gas.get("gas_refunded").asLong());
    assertThat(outcome.logs()).hasSize(result.getValue().get("logs").size());
    for (Map.Entry<String, JsonNode> account : golden.get("state").properties()) {
      var found = world.account(Address.fromHex(account.getKey()));
      JsonNode info = account.getValue().get("info");
      assertThat(world.balance(found))
          .as("balance of %s", account.getKey())
          .isEqualTo(UInt256.fromHex(info.get("balance").asString()));
      assertThat(world.nonce(found))
          .as("nonce of %s", account.getKey())
          .isEqualTo(info.get("nonce").asLong());
    }
  }

  private static JsonNode golden(String name) throws IOException {
    try (ZipFile zip = Vectors.zip("op-execution.zip");
        InputStream in = zip.getInputStream(zip.getEntry("test_" + name + ".json"))) {
      return Json.parse(in.readAllBytes());
    }
  }

  /** The caller with a balance, and the target with code when there is any. */
  private static final class FewAccounts implements StateView {
    private final @Nullable Bytes code;

    FewAccounts(@Nullable Bytes code) {
      this.code = code;
    }

    @Override
    public @Nullable Account account(Address address) {
      if (address.equals(CALLER)) {
        return new Account(0, BALANCE, Keccak256.EMPTY_TRIE, Keccak256.EMPTY);
      }
      return address.equals(TARGET) && code != null
          ? new Account(1, BALANCE, Keccak256.EMPTY_TRIE, Keccak256.hash(code))
          : null;
    }

    @Override
    public UInt256 storage(Address address, UInt256 slot) {
      return UInt256.ZERO;
    }

    @Override
    public Bytes code(Hash codeHash) {
      return code == null ? Bytes.EMPTY : code;
    }
  }
}
