// SPDX-License-Identifier: MIT
pragma solidity 0.8.15;

import { FaultDisputeGame as BaseFaultDisputeGame, IBigStepper } from "src/dispute/FaultDisputeGame.sol";
import { IDelayedWETH } from "src/dispute/interfaces/IDelayedWETH.sol";
import { IAnchorStateRegistry } from "src/dispute/interfaces/IAnchorStateRegistry.sol";
import "src/dispute/lib/Types.sol";

/// @title FaultDisputeGame
/// @notice The game 1.3.0, with the getter by which newer games tell their L2 block number.
contract FaultDisputeGame is BaseFaultDisputeGame {
    constructor(
        GameType _gameType,
        Claim _absolutePrestate,
        uint256 _maxGameDepth,
        uint256 _splitDepth,
        Duration _clockExtension,
        Duration _maxClockDuration,
        IBigStepper _vm,
        IDelayedWETH _weth,
        IAnchorStateRegistry _anchorStateRegistry,
        uint256 _l2ChainId
    )
        BaseFaultDisputeGame(
            _gameType,
            _absolutePrestate,
            _maxGameDepth,
            _splitDepth,
            _clockExtension,
            _maxClockDuration,
            _vm,
            _weth,
            _anchorStateRegistry,
            _l2ChainId
        )
    { }

    /// @notice The L2 block number of the root claim.
    function l2SequenceNumber() external pure returns (uint256 l2SequenceNumber_) {
        l2SequenceNumber_ = l2BlockNumber();
    }
}
