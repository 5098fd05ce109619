// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;

/// What the client suites deploy and call.
contract Token {
  event Transfer(address indexed from, address indexed to, uint256 value);

  error Short(uint256 have, uint256 want);

  mapping(address => uint256) public balanceOf;
  string public name = "T";

  constructor() {
    balanceOf[msg.sender] = 1000;
    emit Transfer(address(0), msg.sender, 1000);
  }

  function transfer(address to, uint256 v) external returns (bool) {
    if (balanceOf[msg.sender] < v) revert Short(balanceOf[msg.sender], v);
    balanceOf[msg.sender] -= v;
    balanceOf[to] += v;
    emit Transfer(msg.sender, to, v);
    return true;
  }

  function fail() external pure {
    require(false, "no way");
  }

  function boom() external pure returns (uint256) {
    uint256 z = 0;
    return 1 / z;
  }
}
