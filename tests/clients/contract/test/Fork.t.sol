// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

interface L1Block {
  function number() external view returns (uint64);
}

/// On a fork of L2.
contract ForkTest {
  function test_predeploysAreThere() external view {
    require(L1Block(0x4200000000000000000000000000000000000015).number() > 0, "no L1 block");
    require(0x4e59b44847b379578588920cA78FbF26c0B4956C.code.length > 0, "no deterministic deployer");
  }
}
