// SPDX-License-Identifier: MIT
pragma solidity 0.8.15;

import { LibZip } from "@solady/utils/LibZip.sol";
import { ISemver } from "src/universal/ISemver.sol";
import { Constants } from "src/libraries/Constants.sol";
import { L1Block } from "kopi/L1Block.sol";

/// @title GasPriceOracle
/// @notice Says what a transaction costs beside its gas: the L1 fee and the operator fee. At
///         0x420000000000000000000000000000000000000F. Serves Bedrock to Karst; the fork is known by
///         flags, which genesis or upgrade transactions set.
contract GasPriceOracle is ISemver {
    /// @notice Semantic version.
    string public constant version = "1.6.0";

    /// @notice Decimals of the scalars.
    uint256 public constant DECIMALS = 6;

    /// @notice Bytes that the signature adds to an unsigned transaction.
    uint256 private constant SIGNATURE_SIZE = 68;

    // The compressed size of a transaction in millionths of a byte, as a linear function of what
    // FastLZ makes of it (Fjord).
    int256 private constant COST_INTERCEPT = -42_585_600;
    int256 private constant COST_FASTLZ_COEFFICIENT = 836_500;
    int256 private constant MIN_COMPRESSED_SIZE = 100_000_000;

    L1Block private constant L1_BLOCK = L1Block(0x4200000000000000000000000000000000000015);

    /// @notice Whether Ecotone is active.
    bool public isEcotone;

    /// @notice Whether Fjord is active.
    bool public isFjord;

    /// @notice Whether Isthmus is active.
    bool public isIsthmus;

    /// @notice Whether Jovian is active.
    bool public isJovian;

    modifier onlyDepositor(string memory _message) {
        require(msg.sender == Constants.DEPOSITOR_ACCOUNT, _message);
        _;
    }

    /// @notice Activates Ecotone.
    function setEcotone()
        external
        onlyDepositor("GasPriceOracle: only the depositor account can set isEcotone flag")
    {
        require(!isEcotone, "GasPriceOracle: Ecotone already active");
        isEcotone = true;
    }

    /// @notice Activates Fjord.
    function setFjord() external onlyDepositor("GasPriceOracle: only the depositor account can set isFjord flag") {
        require(isEcotone, "GasPriceOracle: Fjord can only be activated after Ecotone");
        require(!isFjord, "GasPriceOracle: Fjord already active");
        isFjord = true;
    }

    /// @notice Activates Isthmus.
    function setIsthmus()
        external
        onlyDepositor("GasPriceOracle: only the depositor account can set isIsthmus flag")
    {
        require(isFjord, "GasPriceOracle: Isthmus can only be activated after Fjord");
        require(!isIsthmus, "GasPriceOracle: Isthmus already active");
        isIsthmus = true;
    }

    /// @notice Activates Jovian.
    function setJovian() external onlyDepositor("GasPriceOracle: only the depositor account can set isJovian flag") {
        require(isIsthmus, "GasPriceOracle: Jovian can only be activated after Isthmus");
        require(!isJovian, "GasPriceOracle: Jovian already active");
        isJovian = true;
    }

    /// @notice The L1 fee of a transaction, in wei.
    /// @param _data The unsigned transaction, encoded.
    function getL1Fee(bytes memory _data) external view returns (uint256) {
        if (isFjord) {
            return _fjordFee(_compressedSize(LibZip.flzCompress(_data).length + SIGNATURE_SIZE));
        }
        uint256 gas = _calldataGas(_data);
        if (isEcotone) {
            return gas * _weightedFees() / (16 * 10 ** DECIMALS);
        }
        return (gas + L1_BLOCK.l1FeeOverhead()) * l1BaseFee() * L1_BLOCK.l1FeeScalar() / 10 ** DECIMALS;
    }

    /// @notice An upper bound of the L1 fee, in wei, for all but about one transaction in 10,000.
    /// @param _unsignedTxSize The size of the unsigned transaction, encoded.
    function getL1FeeUpperBound(uint256 _unsignedTxSize) external view returns (uint256) {
        require(isFjord, "GasPriceOracle: getL1FeeUpperBound only supports Fjord");
        uint256 size = _unsignedTxSize + SIGNATURE_SIZE;
        return _fjordFee(_compressedSize(size + size / 255 + 16));
    }

    /// @notice The L1 gas of a transaction. Use getL1Fee for fees: this is an approximation.
    /// @param _data The unsigned transaction, encoded.
    function getL1GasUsed(bytes memory _data) external view returns (uint256) {
        if (isFjord) {
            return _compressedSize(LibZip.flzCompress(_data).length + SIGNATURE_SIZE) * 16 / 10 ** DECIMALS;
        }
        uint256 gas = _calldataGas(_data);
        return isEcotone ? gas : gas + L1_BLOCK.l1FeeOverhead();
    }

    /// @notice The operator fee of a transaction, in wei; zero before Isthmus.
    /// @param _gasUsed The gas that it uses.
    function getOperatorFee(uint256 _gasUsed) external view returns (uint256) {
        if (!isIsthmus) {
            return 0;
        }
        uint256 scalar_ = L1_BLOCK.operatorFeeScalar();
        uint256 constant_ = L1_BLOCK.operatorFeeConstant();
        if (isJovian) {
            return _gasUsed * scalar_ * 100 + constant_;
        }
        unchecked {
            uint256 product = _gasUsed * scalar_;
            if (scalar_ != 0 && product / scalar_ != _gasUsed) {
                product = type(uint256).max;
            }
            // The quotient leaves room for the constant.
            return product / 10 ** DECIMALS + constant_;
        }
    }

    /// @notice The base fee of L2, in wei.
    function gasPrice() external view returns (uint256) {
        return block.basefee;
    }

    /// @notice The base fee of L2, in wei.
    function baseFee() external view returns (uint256) {
        return block.basefee;
    }

    /// @notice Gas added to each transaction's L1 gas, before Ecotone.
    function overhead() external view returns (uint256) {
        require(!isEcotone, "GasPriceOracle: overhead() is deprecated");
        return L1_BLOCK.l1FeeOverhead();
    }

    /// @notice Weight of the L1 fee in millionths, before Ecotone.
    function scalar() external view returns (uint256) {
        require(!isEcotone, "GasPriceOracle: scalar() is deprecated");
        return L1_BLOCK.l1FeeScalar();
    }

    /// @notice The base fee of L1, in wei.
    function l1BaseFee() public view returns (uint256) {
        return L1_BLOCK.basefee();
    }

    /// @notice The blob base fee of L1, in wei.
    function blobBaseFee() public view returns (uint256) {
        return L1_BLOCK.blobBaseFee();
    }

    /// @notice Weight of the base fee in the L1 fee, in millionths.
    function baseFeeScalar() public view returns (uint32) {
        return L1_BLOCK.baseFeeScalar();
    }

    /// @notice Weight of the blob base fee in the L1 fee, in millionths.
    function blobBaseFeeScalar() public view returns (uint32) {
        return L1_BLOCK.blobBaseFeeScalar();
    }

    /// @notice Decimals of the scalars.
    function decimals() external pure returns (uint256) {
        return DECIMALS;
    }

    /// @dev Sixteen times the weighted base fee, and the weighted blob base fee. The first product is
    ///      of 32 bits, as in the contract that the upgrade transactions deploy.
    function _weightedFees() private view returns (uint256) {
        return baseFeeScalar() * 16 * l1BaseFee() + blobBaseFeeScalar() * blobBaseFee();
    }

    function _fjordFee(uint256 _size) private view returns (uint256) {
        return _size * _weightedFees() / 10 ** (2 * DECIMALS);
    }

    function _compressedSize(uint256 _fastLzSize) private pure returns (uint256) {
        int256 size = COST_INTERCEPT + COST_FASTLZ_COEFFICIENT * int256(_fastLzSize);
        return uint256(size < MIN_COMPRESSED_SIZE ? MIN_COMPRESSED_SIZE : size);
    }

    function _calldataGas(bytes memory _data) private pure returns (uint256 gas) {
        gas = SIGNATURE_SIZE * 16;
        for (uint256 i = 0; i < _data.length; i++) {
            gas += _data[i] == 0 ? 4 : 16;
        }
    }
}
