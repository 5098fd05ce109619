// SPDX-License-Identifier: MIT
pragma solidity 0.8.15;

import { SystemConfig as HoloceneSystemConfig } from "src/L1/SystemConfig.sol";

/// @title SystemConfig
/// @notice The configuration of L2 on L1, with the parameters that Holocene, Isthmus and Jovian add.
///         L2 learns of a change by the event ConfigUpdate.
contract SystemConfig is HoloceneSystemConfig {
    // Kinds of updates beside those of UpdateType.
    uint256 private constant EIP_1559_PARAMS = 4;
    uint256 private constant OPERATOR_FEE_PARAMS = 5;
    uint256 private constant MIN_BASE_FEE = 6;
    uint256 private constant DA_FOOTPRINT_GAS_SCALAR = 7;

    /// @notice How much the base fee changes in a block at most, as a divisor; zero for the default.
    uint32 public eip1559Denominator;

    /// @notice The gas limit over the gas target; zero for the default.
    uint32 public eip1559Elasticity;

    /// @notice Operator fee of each unit of gas; its unit depends on the fork.
    uint32 public operatorFeeScalar;

    /// @notice Operator fee of each transaction, in wei.
    uint64 public operatorFeeConstant;

    /// @notice Gas that a byte of estimated compressed transaction data counts as; zero for the default.
    uint16 public daFootprintGasScalar;

    /// @notice The base fee's lower bound, in wei.
    uint64 public minBaseFee;

    /// @notice Semantic version.
    function version() public pure override returns (string memory) {
        return "2.3.0+kopi";
    }

    /// @notice Sets the parameters of the base fee, for Holocene and later.
    function setEIP1559Params(uint32 _denominator, uint32 _elasticity) external onlyOwner {
        require(_denominator >= 1, "SystemConfig: denominator must be >= 1");
        require(_elasticity >= 1, "SystemConfig: elasticity must be >= 1");
        eip1559Denominator = _denominator;
        eip1559Elasticity = _elasticity;
        _emitUpdate(EIP_1559_PARAMS, uint256(_denominator) << 32 | _elasticity);
    }

    /// @notice Sets the operator fee, for Isthmus and later.
    function setOperatorFeeScalars(uint32 _operatorFeeScalar, uint64 _operatorFeeConstant) external onlyOwner {
        operatorFeeScalar = _operatorFeeScalar;
        operatorFeeConstant = _operatorFeeConstant;
        _emitUpdate(OPERATOR_FEE_PARAMS, uint256(_operatorFeeScalar) << 64 | _operatorFeeConstant);
    }

    /// @notice Sets the base fee's lower bound, for Jovian and later. Zero is no bound.
    function setMinBaseFee(uint64 _minBaseFee) external onlyOwner {
        minBaseFee = _minBaseFee;
        _emitUpdate(MIN_BASE_FEE, _minBaseFee);
    }

    /// @notice Sets what data counts as in gas, for Jovian and later. Zero is the default.
    function setDAFootprintGasScalar(uint16 _daFootprintGasScalar) external onlyOwner {
        daFootprintGasScalar = _daFootprintGasScalar;
        _emitUpdate(DA_FOOTPRINT_GAS_SCALAR, _daFootprintGasScalar);
    }

    /// @dev Emits ConfigUpdate(VERSION, _kind, abi.encode(_value)) by hand, since a conversion of
    ///      _kind to UpdateType, which has four members, would panic.
    function _emitUpdate(uint256 _kind, uint256 _value) private {
        bytes memory data = abi.encode(abi.encode(_value));
        bytes32 topic = ConfigUpdate.selector;
        uint256 configVersion = VERSION;
        assembly {
            log3(add(data, 32), mload(data), topic, configVersion, _kind)
        }
    }
}
