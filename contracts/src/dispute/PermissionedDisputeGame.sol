// SPDX-License-Identifier: MIT
pragma solidity 0.8.15;

import { IBigStepper } from "src/dispute/FaultDisputeGame.sol";
import { PermissionedDisputeGame as BasePermissionedDisputeGame } from "src/dispute/PermissionedDisputeGame.sol";
import { IDelayedWETH } from "src/dispute/interfaces/IDelayedWETH.sol";
import { IAnchorStateRegistry } from "src/dispute/interfaces/IAnchorStateRegistry.sol";
import "src/dispute/lib/Types.sol";

/// @title PermissionedDisputeGame
/// @notice The permissioned game 1.3.0, with the getter by which newer games tell their L2 block number.
contract PermissionedDisputeGame is BasePermissionedDisputeGame {
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
        uint256 _l2ChainId,
        address _proposer,
        address _challenger
    )
        BasePermissionedDisputeGame(
            _gameType,
            _absolutePrestate,
            _maxGameDepth,
            _splitDepth,
            _clockExtension,
            _maxClockDuration,
            _vm,
            _weth,
            _anchorStateRegistry,
            _l2ChainId,
            _proposer,
            _challenger
        )
    { }

    /// @notice The L2 block number of the root claim.
    function l2SequenceNumber() external pure returns (uint256 l2SequenceNumber_) {
        l2SequenceNumber_ = l2BlockNumber();
    }
}
