// SPDX-License-Identifier: MIT
pragma solidity 0.8.15;

import { ISemver } from "src/universal/ISemver.sol";
import { Constants } from "src/libraries/Constants.sol";

/// @title L1Block
/// @notice What L2 knows of L1, at 0x4200000000000000000000000000000000000015. The first transaction
///         of each L2 block sets it. Serves Bedrock to Karst.
contract L1Block is ISemver {
    /// @notice The caller is not the account that sends the protocol's own transactions.
    error NotDepositor();

    // The layout is part of the protocol: clients read the slots.

    /// @notice Number of the L1 block (slot 0).
    uint64 public number;

    /// @notice Time of the L1 block, in seconds.
    uint64 public timestamp;

    /// @notice Base fee of the L1 block, in wei (slot 1).
    uint256 public basefee;

    /// @notice Hash of the L1 block (slot 2).
    bytes32 public hash;

    /// @notice Number of L2 blocks with the same L1 origin before this one (slot 3).
    uint64 public sequenceNumber;

    /// @notice Weight of the blob base fee in the L1 fee, in millionths.
    uint32 public blobBaseFeeScalar;

    /// @notice Weight of the base fee in the L1 fee, in millionths.
    uint32 public baseFeeScalar;

    /// @notice Versioned hash of the batcher's address (slot 4).
    bytes32 public batcherHash;

    /// @notice Gas added to each transaction's L1 gas, before Ecotone (slot 5).
    uint256 public l1FeeOverhead;

    /// @notice Weight of the L1 fee in millionths, before Ecotone (slot 6).
    uint256 public l1FeeScalar;

    /// @notice Blob base fee of the L1 block, in wei (slot 7).
    uint256 public blobBaseFee;

    /// @notice Operator fee of each transaction, in wei (slot 8).
    uint64 public operatorFeeConstant;

    /// @notice Operator fee of each unit of gas; its unit depends on the fork.
    uint32 public operatorFeeScalar;

    /// @notice Gas that a byte of estimated compressed transaction data counts as.
    uint16 public daFootprintGasScalar;

    /// @notice Semantic version.
    function version() external pure returns (string memory) {
        return "1.7.0";
    }

    /// @notice The account that sends the protocol's own transactions.
    function DEPOSITOR_ACCOUNT() public pure returns (address) {
        return Constants.DEPOSITOR_ACCOUNT;
    }

    /// @notice The token that gas is paid in: ether.
    function gasPayingToken() external pure returns (address token, uint8 decimals) {
        return (Constants.ETHER, 18);
    }

    /// @notice The name of that token.
    function gasPayingTokenName() external pure returns (string memory) {
        return "Ether";
    }

    /// @notice The symbol of that token.
    function gasPayingTokenSymbol() external pure returns (string memory) {
        return "ETH";
    }

    /// @notice Whether gas is paid in a token other than ether.
    function isCustomGasToken() external pure returns (bool) {
        return false;
    }

    /// @notice Sets the values, before Ecotone.
    function setL1BlockValues(
        uint64 _number,
        uint64 _timestamp,
        uint256 _basefee,
        bytes32 _hash,
        uint64 _sequenceNumber,
        bytes32 _batcherHash,
        uint256 _l1FeeOverhead,
        uint256 _l1FeeScalar
    )
        external
    {
        require(msg.sender == DEPOSITOR_ACCOUNT(), "L1Block: only the depositor account can set L1 block values");
        number = _number;
        timestamp = _timestamp;
        basefee = _basefee;
        hash = _hash;
        sequenceNumber = _sequenceNumber;
        batcherHash = _batcherHash;
        l1FeeOverhead = _l1FeeOverhead;
        l1FeeScalar = _l1FeeScalar;
    }

    /// @notice Sets the values from packed call data, since Ecotone. After the selector: base fee
    ///         scalar (4 bytes), blob base fee scalar (4), sequence number (8), time (8), number (8),
    ///         base fee (32), blob base fee (32), hash (32), batcher hash (32).
    function setL1BlockValuesEcotone() external {
        _setCommonValues();
    }

    /// @notice The same since Isthmus, followed by operator fee scalar (4) and constant (8).
    function setL1BlockValuesIsthmus() external {
        _setCommonValues();
        assembly {
            sstore(operatorFeeConstant.slot, shr(160, calldataload(164)))
        }
    }

    /// @notice The same since Jovian, followed by the DA footprint gas scalar (2).
    function setL1BlockValuesJovian() external {
        _setCommonValues();
        assembly {
            let operatorFee := shr(160, calldataload(164))
            let footprint := shr(240, calldataload(176))
            sstore(operatorFeeConstant.slot, or(shl(96, footprint), operatorFee))
        }
    }

    function _setCommonValues() private {
        if (msg.sender != DEPOSITOR_ACCOUNT()) revert NotDepositor();
        assembly {
            // Scalars and sequence number, then time and number, lie in call data as in their slots.
            sstore(sequenceNumber.slot, shr(128, calldataload(4)))
            sstore(number.slot, shr(128, calldataload(20)))
            sstore(basefee.slot, calldataload(36))
            sstore(blobBaseFee.slot, calldataload(68))
            sstore(hash.slot, calldataload(100))
            sstore(batcherHash.slot, calldataload(132))
        }
    }
}
