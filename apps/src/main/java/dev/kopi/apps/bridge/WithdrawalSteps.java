package dev.kopi.apps.bridge;

import dev.kopi.adapters.contracts.DisputeGameFactory;
import dev.kopi.adapters.ethclient.CallMessage;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.ethclient.MinedTransaction;
import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.json.JsonFields;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.client.RpcClient;
import dev.kopi.apps.bridge.ProposalChoice.Proposal;
import dev.kopi.apps.wallet.Outgoing;
import dev.kopi.apps.wallet.Reverts;
import dev.kopi.apps.wallet.Wallet;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.chain.block.Header;
import dev.kopi.core.dispute.model.GameStatus;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.rollup.OutputRoot;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The steps of a withdrawal on L1 after its initiation on L2: a proof against a proposal, and its
 * finalization once the proposal's dispute game is won and the delays are over.
 *
 * @see <a href="https://specs.optimism.io/protocol/withdrawals.html">Withdrawals</a>
 */
public final class WithdrawalSteps {
  /** The number of newest proposals to search. */
  private static final int GAMES = 100;

  private static final Hash FINALIZED = AbiEncoder.topic("WithdrawalFinalized(bytes32,bool)");

  private final RpcClient l1Rpc;
  private final ContractReader l1;
  private final ContractReader l2;
  private final L2Outputs outputs;
  private final BridgeContracts contracts;
  private final Polling waiting;
  private final StepListener steps;
  private final Consumer<String> warnings;
  private final RootCheck check;
  private final ProposalChoice choice;

  /**
   * For withdrawals between two chains.
   *
   * @param warnings receives what the user should know of proposals that are not used
   */
  public WithdrawalSteps(
      RpcClient l1, EthClient l2, Polling waiting, StepListener steps, Consumer<String> warnings) {
    this.l1Rpc = l1;
    this.l1 = new ContractReader(new EthClient(l1::call));
    this.l2 = new ContractReader(l2);
    this.outputs = new L2Outputs(l2);
    this.contracts = BridgeContracts.find(this.l1, this.l2);
    this.waiting = waiting;
    this.steps = steps;
    Set<String> told = new HashSet<>();
    // Polling asks again and again.
    this.warnings =
        warning -> {
          if (told.add(warning)) {
            warnings.accept(warning);
          }
        };
    this.check = new RootCheck(outputs);
    this.choice = new ProposalChoice(check, this.warnings);
  }

  private record Proven(Address game, Address submitter, long provenSeconds) {}

  /** Proves a withdrawal on L1, as soon as a proposal covers it. */
  public void prove(Wallet l1Wallet, Hash l2Transaction) {
    MinedTransaction began = began(l2Transaction);
    L2Withdrawal withdrawal = L2Withdrawal.in(began.logs());
    Proposal proposal =
        waiting.until(
            "a proposal of L2 block " + began.block().number() + " or later",
            () -> choice.choose(covering(began.block().number())));
    Header header = l2.eth().header(EthClient.at(proposal.l2Block()));
    if (header == null) {
      throw new BridgeFailed("the node of L2 does not have block " + proposal.l2Block());
    }
    JsonNode proof =
        outputs.proof(proposal.l2Block(), Json.array().add(withdrawal.storageSlot().toHex()));
    OutputRoot output = L2Outputs.output(header, proof);
    if (!output.hash().equals(proposal.rootClaim())) {
      throw new BridgeFailed(
          "the proposal of L2 block "
              + proposal.l2Block()
              + " claims another state than the node of L2 has");
    }
    MinedTransaction proven =
        l1Wallet.send(
            Outgoing.call(
                "prove",
                contracts.optimismPortal(),
                UInt256.ZERO,
                AbiEncoder.call(
                    "proveWithdrawalTransaction((uint256,address,address,uint256,uint256,bytes),"
                        + "uint256,(bytes32,bytes32,bytes32,bytes32),bytes[])",
                    withdrawal.toAbi(),
                    AbiValue.of(proposal.index()),
                    AbiValue.tuple(
                        AbiValue.of(OutputRoot.VERSION),
                        AbiValue.of(output.stateRoot()),
                        AbiValue.of(output.messagePasserStorageRoot()),
                        AbiValue.of(output.blockHash())),
                    AbiValue.array(proofNodes(proof)))));
    steps.done(
        "withdrawal-proven",
        StepListener.details(
            "tx", proven.hash(),
            "gameIndex", proposal.index(),
            "l2Block", proposal.l2Block(),
            "withdrawalHash", withdrawal.hash()));
  }

  private static List<AbiValue> proofNodes(JsonNode proof) {
    List<AbiValue> nodes = new ArrayList<>();
    for (JsonNode node : proof.path("storageProof").path(0).path("proof")) {
      nodes.add(AbiValue.of(JsonFields.asBytes(node, "proof")));
    }
    return nodes;
  }

  private MinedTransaction began(Hash l2Transaction) {
    MinedTransaction began = l2.eth().mined(l2Transaction);
    if (began == null) {
      throw new BridgeFailed("L2 has no transaction " + l2Transaction);
    }
    return began;
  }

  /** Those of the newest proposals that cover a block and are not refuted, oldest first. */
  private List<Proposal> covering(long l2Block) {
    DisputeGameFactory factory = new DisputeGameFactory(l1.eth(), contracts.disputeGameFactory());
    long count = factory.gameCount();
    if (count == 0) {
      return List.of();
    }
    UInt256 respected = l1.ask(contracts.optimismPortal(), "respectedGameType()").word(0);
    AbiReader.Elements games =
        l1.ask(
                factory.address(),
                "findLatestGames(uint32,uint256,uint256)",
                AbiValue.of(respected),
                AbiValue.of(count - 1),
                AbiValue.of(GAMES))
            .array(0);
    List<Proposal> found = new ArrayList<>();
    // The newest comes first. A false one may be about any block: the order of blocks tells
    // nothing.
    for (int i = 0; i < games.length(); i++) {
      AbiReader game = games.reader().tuple(i);
      Bytes extraData = game.bytes(4);
      long covered = AbiReader.of(extraData).number(0);
      if (covered < l2Block) {
        continue;
      }
      long index = game.number(0);
      Address proxy = factory.gameAt(index).proxy();
      if (status(proxy) != GameStatus.CHALLENGER_WINS) {
        found.addFirst(new Proposal(index, proxy, game.hash(3), covered));
      }
    }
    return found;
  }

  private GameStatus status(Address game) {
    return GameStatus.values()[Math.toIntExact(l1.ask(game, "status()").number(0))];
  }

  /**
   * Finalizes a proven withdrawal on L1, as soon as possible. Resolves the dispute game when its
   * clock has run out and it is not resolved yet.
   *
   * @throws BridgeFailed when the withdrawal was proven against a root that the L2 node does not
   *     have, too
   */
  public void finish(Wallet l1Wallet, Hash l2Transaction) {
    L2Withdrawal withdrawal = L2Withdrawal.in(began(l2Transaction).logs());
    if (isFinalized(withdrawal)) {
      throw new BridgeFailed("the withdrawal is finalised already");
    }
    Proven proven = proven(withdrawal, l1Wallet.address());
    if (proven == null) {
      throw new BridgeFailed("the withdrawal is not proven yet");
    }
    refuseFalse(proven.game());
    GameResolver resolver = new GameResolver(l1Rpc, l1Wallet, outputs, steps, warnings);
    waiting.until("the resolution of " + proven.game(), () -> resolver.resolve(proven.game()));
    if (status(proven.game()) == GameStatus.CHALLENGER_WINS) {
      throw new BridgeFailed(
          "the proposal was successfully challenged: prove the withdrawal against another");
    }
    waiting.until(
        "the delays of the portal", () -> obstacle(withdrawal, proven) == null ? 1 : null);
    MinedTransaction done =
        l1Wallet.send(
            Outgoing.call(
                "finalize",
                contracts.optimismPortal(),
                UInt256.ZERO,
                AbiEncoder.call(
                    "finalizeWithdrawalTransactionExternalProof("
                        + "(uint256,address,address,uint256,uint256,bytes),address)",
                    withdrawal.toAbi(),
                    AbiValue.of(proven.submitter()))));
    boolean success =
        done.logs().stream()
            .anyMatch(log ->
                log.topics().size() == 2
                    && log.topics().get(0).equals(FINALIZED)
                    && AbiReader.of(log.data()).bool(0));
    steps.done(
        "withdrawal-finalized",
        StepListener.details(
            "tx", done.hash(), "success", success, "withdrawalHash", withdrawal.hash()));
    if (!success) {
      UInt256 held = l1.eth().balance(contracts.optimismPortal(), EthClient.LATEST);
      throw new BridgeFailed(
          "the withdrawal's call on L1 failed: "
              + done.hash()
              + (held.compareTo(withdrawal.value()) < 0
                  ? ": it sends %s wei, but OptimismPortal holds %s only"
                      .formatted(withdrawal.value(), held)
                  : ""));
    }
  }

  private void refuseFalse(Address game) {
    Hash root = l1.ask(game, "rootClaim()").hash(0);
    long block = l1.ask(game, "l2BlockNumber()").number(0);
    RootCheck.Finding finding = check.of(game, root, block);
    if (finding.verdict() == RootCheck.Verdict.WRONG) {
      throw new BridgeFailed(
          finding.words()
              + ": prove the withdrawal against another game, or check that the node is synced");
    }
  }

  private boolean isFinalized(L2Withdrawal withdrawal) {
    return l1.ask(
            contracts.optimismPortal(),
            "finalizedWithdrawals(bytes32)",
            AbiValue.of(withdrawal.hash()))
        .bool(0);
  }

  /** The proof of a submitter, or else of another one; null when there is none. */
  private @Nullable Proven proven(L2Withdrawal withdrawal, @Nullable Address preferred) {
    Address portal = contracts.optimismPortal();
    AbiValue hash = AbiValue.of(withdrawal.hash());
    long count = l1.ask(portal, "numProofSubmitters(bytes32)", hash).number(0);
    Proven found = null;
    for (long i = 0; i < count; i++) {
      Address submitter =
          l1.ask(portal, "proofSubmitters(bytes32,uint256)", hash, AbiValue.of(i)).address(0);
      AbiReader proof =
          l1.ask(portal, "provenWithdrawals(bytes32,address)", hash, AbiValue.of(submitter));
      found = new Proven(proof.address(0), submitter, proof.number(1));
      if (submitter.equals(preferred)) {
        break;
      }
    }
    return found;
  }

  /** Why the portal would not finalise a withdrawal now; null when it would. */
  private @Nullable String obstacle(L2Withdrawal withdrawal, Proven proven) {
    try {
      l1.eth()
          .call(
              CallMessage.read(
                  contracts.optimismPortal(),
                  AbiEncoder.call(
                      "checkWithdrawal(bytes32,address)",
                      AbiValue.of(withdrawal.hash()),
                      AbiValue.of(proven.submitter()))),
              EthClient.LATEST);
      return null;
    } catch (RpcException e) {
      return Reverts.explain(e);
    }
  }

  /** Reports the state of a withdrawal. */
  public void tell(Hash l2Transaction) {
    MinedTransaction began = began(l2Transaction);
    L2Withdrawal withdrawal = L2Withdrawal.in(began.logs());
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("withdrawalHash", withdrawal.hash());
    details.put("l2Block", began.block().number());
    Proven proven = proven(withdrawal, null);
    String state;
    if (isFinalized(withdrawal)) {
      state = "finalized";
    } else if (proven == null) {
      Proposal proposal = choice.choose(covering(began.block().number()));
      state = proposal == null ? "waiting-for-proposal" : "ready-to-prove";
      if (proposal != null) {
        details.put("gameIndex", proposal.index());
      }
    } else {
      details.put("game", proven.game());
      details.put("provenAt", proven.provenSeconds());
      String obstacle = obstacle(withdrawal, proven);
      state = obstacle == null ? "ready-to-finalize" : "waiting-to-finalize";
      if (obstacle != null) {
        details.put("reason", obstacle);
      }
    }
    steps.done(state, details);
  }
}
