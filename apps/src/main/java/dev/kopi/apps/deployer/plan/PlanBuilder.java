package dev.kopi.apps.deployer.plan;

import dev.kopi.apps.deployer.contracts.Contract;
import dev.kopi.apps.deployer.contracts.ContractArtifacts;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.evm.call.ContractAddress;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import java.util.ArrayList;
import java.util.List;

/** Collects the steps of a deployment with consecutive nonces. */
final class PlanBuilder {
  private final ContractArtifacts artifacts;
  private final Address deployer;
  private final List<DeploymentStep> steps = new ArrayList<>();
  private long nonce;

  PlanBuilder(ContractArtifacts artifacts, Address deployer, long firstNonce) {
    this.artifacts = artifacts;
    this.deployer = deployer;
    this.nonce = firstNonce;
  }

  /** Adds the creation of a contract, and returns its address. */
  Address create(Contract contract, String as, AbiValue... arguments) {
    Bytes initCode =
        Bytes.concat(artifacts.of(contract).creationCode(), AbiEncoder.encode(arguments));
    Address address = ContractAddress.create(deployer, nonce);
    steps.add(new DeploymentStep("create " + as, nonce++, null, initCode, address));
    return address;
  }

  /** Adds a call of a contract. */
  void call(String title, Address to, String signature, AbiValue... arguments) {
    steps.add(new DeploymentStep(title, nonce++, to, AbiEncoder.call(signature, arguments), null));
  }

  /** The nonce of the next step. */
  long nonce() {
    return nonce;
  }

  /** The steps so far. */
  List<DeploymentStep> steps() {
    return List.copyOf(steps);
  }
}
