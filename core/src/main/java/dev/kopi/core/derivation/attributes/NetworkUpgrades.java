package dev.kopi.core.derivation.attributes;

import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.chain.spec.OpFork;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.derivation.CriticalException;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.RlpWriter;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Upgrade transactions, made from the code of the contracts that they deploy.
 *
 * <p>From Ecotone to Jovian they follow one pattern, laid down in the specification of each fork:
 * deploy the new contracts, point their proxies to them, and switch the gas price oracle; Ecotone
 * and Isthmus also deploy a contract of Ethereum. From Karst on a fork brings its own list of
 * transactions.
 */
public final class NetworkUpgrades implements UpgradeTransactions {
  /** The gas that the first block of Karst adds to its gas limit: that of its transactions. */
  public static final long KARST_GAS = 55_370_657;

  private static final long PROXY_GAS = 50_000;
  private static final Address ORACLE = UpgradeCode.ECOTONE_GAS_PRICE_ORACLE.proxy();

  /** Stores parent beacon block roots (EIP-4788). */
  private static final Bytes BEACON_ROOTS_CODE =
      Bytes.fromHex(
          "0x60618060095f395ff33373fffffffffffffffffffffffffffffffffffffffe14604d57602036146024575f5f"
              + "fd5b5f35801560495762001fff810690815414603c575f5ffd5b62001fff01545f5260205ff35b5f5ffd5b"
              + "62001fff42064281555f359062001fff015500");

  private static final Address BEACON_ROOTS_DEPLOYER =
      Address.fromHex("0x0b799c86a49deeb90402691f1041aa3af2d3c875");

  /** Stores block hashes (EIP-2935). */
  private static final Bytes BLOCK_HASHES_CODE =
      Bytes.fromHex(
          "0x60538060095f395ff33373fffffffffffffffffffffffffffffffffffffffe14604657602036036042575f35"
              + "600143038111604257611fff81430311604257611fff9006545f5260205ff35b5f5ffd5b5f35611fff6001"
              + "4303065500");

  private static final Address BLOCK_HASHES_DEPLOYER =
      Address.fromHex("0x3462413af4609098e1e27a490f554f260213d685");

  private final Map<UpgradeCode, Bytes> code;
  private final Map<OpFork, Upgrade> bundles;

  /**
   * With what is known; asking for a fork whose code is missing is a {@link CriticalException}.
   *
   * @param code the deployment code of contracts
   * @param bundles the upgrades of forks from Karst on
   */
  public NetworkUpgrades(Map<UpgradeCode, Bytes> code, Map<OpFork, Upgrade> bundles) {
    this.code = new EnumMap<>(UpgradeCode.class);
    this.code.putAll(code);
    this.bundles = new EnumMap<>(OpFork.class);
    this.bundles.putAll(bundles);
  }

  @Override
  public Upgrade of(OpFork fork) {
    return switch (fork) {
      case BEDROCK, REGOLITH, CANYON, DELTA, GRANITE, HOLOCENE -> Upgrade.NONE;
      case ECOTONE -> {
        List<Transaction.Deposit> all = deployments(fork);
        all.addAll(proxyUpdates(fork));
        all.add(enable("Ecotone", "setEcotone()", 80_000));
        all.add(
            deposit(
                "Ecotone: beacon block roots contract deployment",
                BEACON_ROOTS_DEPLOYER,
                null,
                250_000,
                BEACON_ROOTS_CODE));
        yield new Upgrade(all, 0);
      }
      case FJORD -> {
        List<Transaction.Deposit> all = deployments(fork);
        all.addAll(proxyUpdates(fork));
        all.add(enable("Fjord", "setFjord()", 90_000));
        yield new Upgrade(all, 0);
      }
      case ISTHMUS -> {
        List<Transaction.Deposit> all = deployments(fork);
        all.addAll(proxyUpdates(fork));
        all.add(enable("Isthmus", "setIsthmus()", 90_000));
        all.add(
            deposit(
                "Isthmus: EIP-2935 Contract Deployment",
                BLOCK_HASHES_DEPLOYER,
                null,
                250_000,
                BLOCK_HASHES_CODE));
        yield new Upgrade(all, 0);
      }
      case JOVIAN -> {
        // Each contract's proxy is updated right after its deployment.
        List<Transaction.Deposit> all = new ArrayList<>();
        for (UpgradeCode contract : contracts(fork)) {
          all.add(deployment(contract));
          all.add(proxyUpdate(contract));
        }
        all.add(enable("Jovian", "setJovian()", 90_000));
        yield new Upgrade(all, 0);
      }
      case KARST -> {
        Upgrade bundle = bundles.get(fork);
        if (bundle == null) {
          throw new CriticalException("the upgrade transactions of " + fork + " are not known");
        }
        yield bundle;
      }
    };
  }

  /**
   * A transaction of a bundle.
   *
   * @param place its place in the bundle
   * @param intent what it is for
   */
  public static Transaction.Deposit bundled(
      OpFork fork,
      int place,
      String intent,
      Address from,
      @Nullable Address to,
      long gasLimit,
      Bytes data) {
    String qualified = lowerCase(fork.name()) + " " + place + ": " + intent;
    return deposit(qualified, from, to, gasLimit, data);
  }

  private static List<UpgradeCode> contracts(OpFork fork) {
    List<UpgradeCode> out = new ArrayList<>();
    for (UpgradeCode contract : UpgradeCode.values()) {
      if (contract.fork() == fork) {
        out.add(contract);
      }
    }
    return out;
  }

  private List<Transaction.Deposit> deployments(OpFork fork) {
    List<Transaction.Deposit> out = new ArrayList<>();
    contracts(fork).forEach(contract -> out.add(deployment(contract)));
    return out;
  }

  private static List<Transaction.Deposit> proxyUpdates(OpFork fork) {
    return contracts(fork).stream().map(NetworkUpgrades::proxyUpdate).toList();
  }

  private Transaction.Deposit deployment(UpgradeCode contract) {
    Bytes init = code.get(contract);
    if (init == null) {
      throw new CriticalException("the code of " + contract + " is not known");
    }
    return deposit(
        intent(contract) + " Deployment", contract.deployer(), null, contract.gasLimit(), init);
  }

  private static Transaction.Deposit proxyUpdate(UpgradeCode contract) {
    byte[] data = new byte[36];
    AbiEncoder.selector("upgradeTo(address)").copyTo(0, data, 0, 4);
    firstContractOf(contract.deployer()).writeTo(data, 16);
    String intent = intent(contract) + " Proxy Update";
    return deposit(intent, Address.ZERO, contract.proxy(), PROXY_GAS, Bytes.wrap(data));
  }

  private static Transaction.Deposit enable(String fork, String function, long gasLimit) {
    String intent = fork + ": Gas Price Oracle Set " + fork;
    return deposit(
        intent, L1InfoDeposit.DEPOSITOR, ORACLE, gasLimit, AbiEncoder.selector(function));
  }

  private static String intent(UpgradeCode contract) {
    String fork = contract.fork().name();
    return fork.charAt(0) + lowerCase(fork.substring(1)) + ": " + contract.contract();
  }

  private static String lowerCase(String name) {
    StringBuilder out = new StringBuilder(name.length());
    for (int i = 0; i < name.length(); i++) {
      out.append(Character.toLowerCase(name.charAt(i)));
    }
    return out.toString();
  }

  private static Transaction.Deposit deposit(
      String intent, Address from, @Nullable Address to, long gasLimit, Bytes data) {
    return new Transaction.Deposit(
        SourceHash.upgrade(intent), from, to, UInt256.ZERO, UInt256.ZERO, gasLimit, false, data);
  }

  /** The address of the contract that an account creates in its first transaction. */
  private static Address firstContractOf(Address deployer) {
    RlpWriter out = new RlpWriter(32).startList().address(deployer).number(0).endList();
    return Address.fromWord(Keccak256.hash(out.toArray()).toUInt256());
  }
}
