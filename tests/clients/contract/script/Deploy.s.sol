// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

import {Token} from "../src/Token.sol";

interface Vm {
  function startBroadcast() external;
  function stopBroadcast() external;
}

/// Deploys two tokens, one by the deterministic deployer, and moves some.
contract Deploy {
  Vm constant vm = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
  bool public constant IS_SCRIPT = true;

  function run(bytes32 salt) external {
    vm.startBroadcast();
    Token token = new Token();
    token.transfer(address(0xaa), 5);
    new Token{salt: salt}();
    vm.stopBroadcast();
  }
}
