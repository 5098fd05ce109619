package dev.kopi.tests.conformance.dispute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.contracts.dispute.BatchReader;
import dev.kopi.adapters.contracts.dispute.CreditReader;
import dev.kopi.adapters.contracts.dispute.GameCalls;
import dev.kopi.adapters.contracts.dispute.GameCredits;
import dev.kopi.adapters.contracts.dispute.GameFacts;
import dev.kopi.adapters.contracts.dispute.GameList;
import dev.kopi.adapters.contracts.dispute.GameReader;
import dev.kopi.adapters.contracts.dispute.GameSnapshot;
import dev.kopi.apps.deployer.contracts.Contract;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.dispute.claim.Claim;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.dispute.model.Bonds;
import dev.kopi.core.dispute.model.DisputeGame;
import dev.kopi.core.dispute.model.GameStatus;
import dev.kopi.core.dispute.model.Proposal;
import dev.kopi.core.dispute.model.RegistryView;
import dev.kopi.core.dispute.rules.GameError;
import dev.kopi.core.dispute.rules.GameParameters;
import dev.kopi.core.dispute.rules.GameVersion;
import dev.kopi.core.dispute.solver.BlockNumberProof;
import dev.kopi.core.dispute.solver.StepData;
import dev.kopi.core.execution.transaction.TransactionOutcome.Executed;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.OutputRoot;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A game in the contracts and the same in the model. Every call is made to both; they must take it
 * or refuse it for the same reason.
 */
final class TwoGames {
  static final long BOND_DELAY = 40;
  static final UInt256 ROOT_BOND = UInt256.of(80_000_000_000_000_000L);
  static final Hash ANCHOR_ROOT = Hash.ofWords(9, 9, 9, 9);
  static final UInt256 ANCHOR_BLOCK = UInt256.of(100);

  private static final String BLOCK = "latest";
  private static final UInt256 CHAIN_ID = UInt256.of(901);
  private static final Address DEPLOYER = account(0);
  private static final UInt256 RICH = UInt256.ofWords(0, 1, 0, 0);

  private final Chain chain = new Chain(1_700_000_000);
  private final List<Address> players;
  private final Address weth;
  private final Address factory;
  private final Address contract;
  private final DisputeGame model;

  /**
   * Deploys the contracts, and creates a game.
   *
   * @param game the code of the game, of the version in {@code parameters}
   */
  TwoGames(
      Contract game,
      GameParameters parameters,
      Hash root,
      long block,
      Address proposer,
      List<Address> players) {
    this.players = players;
    chain.fund(DEPLOYER, RICH);
    players.forEach(player -> chain.fund(player, RICH));
    Address config = chain.create(DEPLOYER, Contract.SUPERCHAIN_CONFIG);
    factory =
        proxy(
            chain.create(DEPLOYER, Contract.DISPUTE_GAME_FACTORY),
            AbiEncoder.call("initialize(address)", AbiValue.of(DEPLOYER)));
    weth =
        proxy(
            chain.create(DEPLOYER, Contract.DELAYED_WETH, AbiValue.of(BOND_DELAY)),
            AbiEncoder.call(
                "initialize(address,address)", AbiValue.of(DEPLOYER), AbiValue.of(config)));
    Address registry = registry(factory, config);
    Address implementation = implementation(game, parameters, registry, proposer);
    chain.must(
        DEPLOYER,
        factory,
        UInt256.ZERO,
        "setImplementation(uint32,address)",
        AbiValue.of(0),
        AbiValue.of(implementation));
    chain.must(
        DEPLOYER,
        factory,
        UInt256.ZERO,
        "setInitBond(uint32,uint256)",
        AbiValue.of(0),
        AbiValue.of(ROOT_BOND));
    contract =
        AbiReader.of(
                chain.must(
                    proposer,
                    factory,
                    ROOT_BOND,
                    "create(uint32,bytes32,bytes)",
                    AbiValue.of(0),
                    AbiValue.of(root),
                    AbiValue.of(UInt256.of(block).toHash().toBytes())))
            .address(0);
    model =
        new DisputeGame(
            parameters,
            new Proposal(
                root,
                UInt256.of(block),
                proposer,
                ROOT_BOND,
                ANCHOR_ROOT,
                ANCHOR_BLOCK,
                Chain.PARENT,
                CHAIN_ID),
            BOND_DELAY,
            new AlphabetMachine(),
            chain.now());
  }

  static Address account(int number) {
    return Address.fromWord(UInt256.of(0xacc0_0000L + number));
  }

  private Address proxy(Address implementation, Bytes initializer) {
    Address proxy = chain.create(DEPLOYER, Contract.PROXY, AbiValue.of(DEPLOYER));
    chain.must(
        DEPLOYER,
        proxy,
        UInt256.ZERO,
        "upgradeToAndCall(address,bytes)",
        AbiValue.of(implementation),
        AbiValue.of(initializer));
    return proxy;
  }

  private Address registry(Address factory, Address config) {
    AbiValue anchor =
        AbiValue.tuple(
            AbiValue.of(0), AbiValue.tuple(AbiValue.of(ANCHOR_ROOT), AbiValue.of(ANCHOR_BLOCK)));
    return proxy(
        chain.create(DEPLOYER, Contract.ANCHOR_STATE_REGISTRY, AbiValue.of(factory)),
        AbiEncoder.call(
            "initialize((uint32,(bytes32,uint256))[],address)",
            AbiValue.array(List.of(anchor)),
            AbiValue.of(config)));
  }

  private Address implementation(
      Contract game, GameParameters parameters, Address registry, Address proposer) {
    boolean old = parameters.version() == GameVersion.V1_2;
    Address oracle =
        chain.create(
            DEPLOYER,
            old ? Contract.PREIMAGE_ORACLE_1_0 : Contract.PREIMAGE_ORACLE,
            AbiValue.of(10_000),
            AbiValue.of(parameters.challengePeriodSeconds()));
    Address machine =
        chain.create(
            DEPLOYER,
            Contract.ALPHABET_VM,
            AbiValue.of(parameters.absolutePrestate()),
            AbiValue.of(oracle));
    List<AbiValue> arguments = new ArrayList<>();
    arguments.add(AbiValue.of(0));
    arguments.add(AbiValue.of(parameters.absolutePrestate()));
    arguments.add(AbiValue.of(parameters.maxDepth()));
    arguments.add(AbiValue.of(parameters.splitDepth()));
    arguments.add(AbiValue.of(parameters.clockExtensionSeconds()));
    arguments.add(AbiValue.of(parameters.maxClockSeconds()));
    arguments.add(AbiValue.of(machine));
    arguments.add(AbiValue.of(weth));
    arguments.add(AbiValue.of(registry));
    arguments.add(AbiValue.of(CHAIN_ID));
    if (game == Contract.PERMISSIONED_DISPUTE_GAME) {
      arguments.add(AbiValue.of(proposer));
      arguments.add(AbiValue.of(players.getLast()));
    }
    return chain.create(DEPLOYER, game, arguments.toArray(AbiValue[]::new));
  }

  /** The unmodified contract of a version of the game. */
  static Contract audited(GameVersion version) {
    return switch (version) {
      case V1_2 -> Contract.FAULT_DISPUTE_GAME_1_2;
      case V1_3 -> Contract.FAULT_DISPUTE_GAME_1_3;
      case V1_4 -> throw new IllegalArgumentException("no contract of " + version);
    };
  }

  /** What a getter of the game answers. */
  AbiReader read(String signature) {
    return chain.read(contract, signature);
  }

  DisputeGame model() {
    return model;
  }

  long now() {
    return chain.now();
  }

  void pass(long seconds) {
    chain.pass(seconds);
  }

  private @Nullable GameError both(
      @Nullable GameError expected, Address caller, UInt256 wei, Bytes call) {
    Executed executed = chain.send(caller, contract, wei, call);
    assertThat(executed.success())
        .as("%s: the model says %s, the contract %s", call, expected, executed.output())
        .isEqualTo(expected == null);
    if (expected != null) {
      assertThat(expected.matches(executed.output()))
          .as("%s: the model says %s, the contract %s", call, expected, executed.output())
          .isTrue();
    }
    return expected;
  }

  @Nullable GameError move(
      Address caller, UInt256 bond, Hash disputed, int parent, Hash value, boolean attack) {
    GameError expected = model.move(caller, bond, now(), disputed, parent, value, attack);
    return both(expected, caller, bond, GameCalls.move(attack, disputed, parent, value));
  }

  @Nullable GameError step(Address caller, int claim, boolean attack, Bytes state) {
    return both(
        model.step(caller, claim, attack, state, Bytes.EMPTY),
        caller,
        UInt256.ZERO,
        GameCalls.step(claim, attack, new StepData(state, Bytes.EMPTY, null)));
  }

  @Nullable GameError addLocalData(Address caller, long identifier, int claim, long offset) {
    return both(
        model.addLocalData(identifier, claim, offset),
        caller,
        UInt256.ZERO,
        GameCalls.addLocalData(identifier, claim, offset));
  }

  @Nullable GameError challengeBlockNumber(Address caller, OutputRoot output, Bytes header) {
    return both(
        model.challengeBlockNumber(caller, output, header),
        caller,
        UInt256.ZERO,
        GameCalls.challengeBlockNumber(new BlockNumberProof(output, header)));
  }

  @Nullable GameError resolveClaim(Address caller, int claim, long count) {
    return both(
        model.resolveClaim(claim, count, now()),
        caller,
        UInt256.ZERO,
        GameCalls.resolveClaim(claim, count));
  }

  @Nullable GameError resolve(Address caller) {
    return both(model.resolve(now()), caller, UInt256.ZERO, GameCalls.resolve());
  }

  @Nullable GameError claimCredit(Address recipient) {
    UInt256 before = chain.balance(recipient);
    UInt256 paidBefore = model.bonds().paid(recipient);
    GameError error =
        both(
            model.claimCredit(recipient, now(), RegistryView.OPEN),
            DEPLOYER,
            UInt256.ZERO,
            GameCalls.claimCredit(recipient));
    assertThat(chain.balance(recipient).subtract(before))
        .isEqualTo(model.bonds().paid(recipient).subtract(paidBefore));
    return error;
  }

  /** Compares all that the contracts show of the game. */
  void compare() {
    BatchReader reader = new BatchReader(new ChainRpc(chain));
    List<Claim> claims = model.claims();
    GameSnapshot snapshot = new GameReader(reader).snapshot(contract, BLOCK);
    assertThat(snapshot.claims()).isEqualTo(claims);
    assertThat(snapshot.status()).isEqualTo(model.status());
    assertThat(snapshot.resolvedSeconds()).isEqualTo(model.resolvedAt());
    assertThat(snapshot.blockNumberChallenged()).isEqualTo(!model.numberChallenger().isZero());
    assertThat(snapshot.resolved())
        .containsExactlyInAnyOrderElementsOf(
            claims.stream().map(Claim::index).filter(model::isResolved).toList());
    assertThat(chain.read(contract, "l2BlockNumberChallenger()").address(0))
        .isEqualTo(model.numberChallenger());
    claims.forEach(this::compare);
    List<GameCredits> credits = new CreditReader(reader).credits(facts(), players, BLOCK);
    for (GameCredits credit : credits) {
      assertThat(credit.credit()).isEqualTo(model.bonds().credit(credit.account()));
      assertThat(new Bonds.Withdrawal(credit.withdrawal(), credit.withdrawalSeconds()))
          .isEqualTo(model.bonds().withdrawal(credit.account()));
      assertThat(credit.delaySeconds()).isEqualTo(BOND_DELAY);
    }
  }

  /** What does not change in the game, as it is read from the contracts. */
  GameFacts facts() {
    GameReader reader = new GameReader(new BatchReader(new ChainRpc(chain)));
    return Objects.requireNonNull(reader.facts(contract, BLOCK));
  }

  /** The games of the factory that are not older than a time. */
  List<GameList.Entry> gamesSince(long seconds) {
    return new GameList(new BatchReader(new ChainRpc(chain)), factory).since(seconds, BLOCK);
  }

  private void compare(Claim claim) {
    AbiValue index = AbiValue.of(claim.index());
    assertThat(chain.read(contract, "getNumToResolve(uint256)", index).number(0))
        .isEqualTo(model.remainingToResolve(claim.index()));
    assertThat(chain.read(contract, "claims(bytes32)", AbiValue.of(claim.id().key())).bool(0))
        .isEqualTo(!claim.isRoot());
    if (model.status() == GameStatus.IN_PROGRESS) {
      assertThat(chain.read(contract, "getChallengerDuration(uint256)", index).number(0))
          .isEqualTo(model.challengerDuration(claim.index(), now()));
    }
  }

  /** Compares the bonds of all depths. */
  void compareBonds() {
    for (int depth = 0; depth <= model.parameters().maxDepth(); depth++) {
      Position position = Position.of(UInt256.of(java.math.BigInteger.ONE.shiftLeft(depth)));
      assertThat(
              chain
                  .read(contract, "getRequiredBond(uint128)", AbiValue.of(position.toUInt256()))
                  .word(0))
          .as("bond at depth %s of %s", depth, model.parameters().maxDepth())
          .isEqualTo(model.requiredBond(position));
    }
  }
}
