package dev.kopi.apps.bridge;

import dev.kopi.adapters.ethclient.CallMessage;
import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiReader;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;

/**
 * Reads contracts of one chain.
 *
 * @param eth a node of the chain
 */
record ContractReader(EthClient eth) {
  /** Calls a contract. */
  AbiReader ask(Address contract, String function, AbiValue... arguments) {
    Bytes answer =
        eth.call(
            CallMessage.read(contract, AbiEncoder.call(function, arguments)), EthClient.LATEST);
    if (answer.isEmpty()) {
      throw new BridgeFailed("there is no contract with " + function + " at " + contract);
    }
    return AbiReader.of(answer);
  }

  /** Calls a contract that returns an address. */
  Address address(Address contract, String function) {
    return ask(contract, function).address(0);
  }
}
