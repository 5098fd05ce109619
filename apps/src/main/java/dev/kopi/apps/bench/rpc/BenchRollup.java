package dev.kopi.apps.bench.rpc;

import dev.kopi.apps.deployer.DeployedRollup;
import dev.kopi.apps.deployer.Deployer;
import dev.kopi.apps.deployer.GenesisDeployment;
import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.apps.deployer.parameters.DevChainAccount;
import dev.kopi.apps.deployer.parameters.FaultProofParameters;
import dev.kopi.apps.deployer.parameters.L1Parameters;
import dev.kopi.apps.deployer.parameters.MnemonicAccount;
import dev.kopi.apps.deployer.parameters.RollupParameters;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.chain.spec.ChainSpec;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionCodec;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.derivation.attributes.AttributesBuilder;
import dev.kopi.core.derivation.attributes.L1InfoDeposit;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.engineapi.PayloadAttributes;
import dev.kopi.core.execution.block.Genesis;
import dev.kopi.core.platform.BigEndian;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.RollupConfig;
import dev.kopi.core.rollup.SystemConfig;
import dev.kopi.core.txmgr.TransactionSigner;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A rollup with many funded accounts: its genesis, its transactions and its payload attributes. */
public final class BenchRollup {
  /** How many accounts send. */
  static final int SENDERS = 200;

  /** The WETH predeploy: {@code deposit()} emits one log. */
  static final Address WETH = Address.fromHex("0x4200000000000000000000000000000000000006");

  private static final long GENESIS_SECONDS = 1_750_000_000;
  private static final long L1_GAS_LIMIT = 60_000_000;
  private static final UInt256 L1_CHAIN = UInt256.of(900);
  private static final UInt256 L2_CHAIN = UInt256.of(901);
  private static final UInt256 GWEI = UInt256.of(1_000_000_000);
  private static final UInt256 FEE = GWEI.multiply(UInt256.of(50));
  private static final long FIRST_KEY = 0x4b6f_7069_0000L;

  private final Crypto crypto;
  private final List<PrivateKey> keys = new ArrayList<>();
  private final long[] nonces = new long[SENDERS];
  private final DeployedRollup rollup;
  private final Header l1Header;
  private final Hash l1Hash;
  private final ChainSpec l1Spec;

  /** Makes the genesis: the same each time. */
  public BenchRollup(Crypto crypto) {
    this.crypto = crypto;
    Map<Address, UInt256> funded = new LinkedHashMap<>(MnemonicAccount.funded());
    for (int i = 0; i < SENDERS; i++) {
      PrivateKey key = PrivateKey.of(UInt256.of(FIRST_KEY + i));
      keys.add(key);
      funded.put(crypto.secp256k1().address(key), MnemonicAccount.WEI);
    }
    RollupParameters parameters =
        RollupParameters.standard(
                L1_CHAIN,
                L2_CHAIN,
                DevChainAccount.all(),
                FaultProofParameters.of(FaultProofParameters.Profile.FAST, null))
            .withL2Accounts(funded);
    GenesisDeployment deployment =
        new Deployer(ContractArtifacts.bundled(), crypto, UpgradeTransactions.unknown())
            .inGenesis(
                parameters,
                new L1Parameters(
                    GENESIS_SECONDS,
                    L1_GAS_LIMIT,
                    MnemonicAccount.fundedWithChainAccounts(),
                    DevChainAccount.DEPLOYER.address()));
    rollup = deployment.rollup();
    l1Header = deployment.l1GenesisBlock().block().header();
    l1Hash = deployment.l1GenesisBlock().block().hash();
    l1Spec = deployment.l1Genesis().spec();
  }

  /** The genesis of L2. */
  public Genesis genesis() {
    return rollup.genesis();
  }

  RollupConfig config() {
    return rollup.config();
  }

  Header genesisHeader() {
    return rollup.genesisBlock().block().header();
  }

  Address sender(int index) {
    return crypto.secp256k1().address(keys.get(index));
  }

  /** The next transfer of a wei by a sender. */
  Bytes transfer(int sender) {
    return signed(sender, sender((sender + 1) % SENDERS), 21_000, Bytes.EMPTY);
  }

  /** The next deposit of a wei into WETH by a sender. */
  Bytes wrap(int sender) {
    return signed(sender, WETH, 60_000, Bytes.fromHex("0xd0e30db0"));
  }

  private Bytes signed(int sender, Address to, long gas, Bytes data) {
    Transaction unsigned =
        new Transaction.DynamicFee(
            L2_CHAIN,
            nonces[sender]++,
            GWEI,
            FEE,
            gas,
            to,
            UInt256.ONE,
            data,
            List.of(),
            TransactionSigner.NONE);
    return TransactionEnvelope.of(
            TransactionSigner.sign(unsigned, crypto.secp256k1(), keys.get(sender)))
        .encoded();
  }

  /**
   * The attributes of the block at a height.
   *
   * @param transactions what it has beside the L1 attributes; empty for what the pool has
   */
  PayloadAttributes attributes(long number, List<Bytes> transactions) {
    long time = genesisHeader().timestampSeconds() + number * config().blockTimeSeconds();
    SystemConfig system = config().genesisSystemConfig();
    Transaction.Deposit info =
        L1InfoDeposit.of(config(), l1Spec, system, l1Header, l1Hash, number, time);
    List<Bytes> all = new ArrayList<>(List.of(TransactionCodec.encode(info)));
    all.addAll(transactions);
    byte[] fees = new byte[8];
    BigEndian.putInt(fees, 0, system.eip1559Denominator());
    BigEndian.putInt(fees, 4, system.eip1559Elasticity());
    Hash beaconRoot = l1Header.parentBeaconBlockRoot();
    return new PayloadAttributes(
        time,
        l1Header.mixHash(),
        AttributesBuilder.FEE_RECIPIENT,
        List.of(),
        beaconRoot == null ? Hash.ZERO : beaconRoot,
        all,
        !transactions.isEmpty(),
        system.gasLimit(),
        Bytes.wrap(fees),
        system.minBaseFee());
  }
}
