// SPDX-License-Identifier: MIT
pragma solidity 0.8.15;

import { ISemver } from "src/universal/ISemver.sol";
import { FeeVault } from "src/universal/FeeVault.sol";

/// @title OperatorFeeVault
/// @notice Collects the operator fee, since Isthmus. At 0x420000000000000000000000000000000000001b.
contract OperatorFeeVault is FeeVault, ISemver {
    /// @notice Semantic version.
    string public constant version = "1.0.0";

    /// @param _recipient           Who receives the fees.
    /// @param _minWithdrawalAmount Wei that the vault holds before it can be emptied.
    /// @param _withdrawalNetwork   Where the recipient receives them.
    constructor(
        address _recipient,
        uint256 _minWithdrawalAmount,
        WithdrawalNetwork _withdrawalNetwork
    )
        FeeVault(_recipient, _minWithdrawalAmount, _withdrawalNetwork)
    { }
}
