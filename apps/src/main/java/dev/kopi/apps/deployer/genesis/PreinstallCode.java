package dev.kopi.apps.deployer.genesis;

import dev.kopi.apps.deployer.contracts.ContractArtifacts.Preinstall;
import dev.kopi.core.abi.AbiEncoder;
import dev.kopi.core.abi.AbiValue;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.nio.charset.StandardCharsets;

/** The code of preinstalls on a chain. */
final class PreinstallCode {
  static final String PERMIT2 = "Permit2";

  // Where the Permit2 template has its immutables.
  private static final int PERMIT2_CHAIN_ID_OFFSET = 6945;
  private static final int PERMIT2_DOMAIN_SEPARATOR_OFFSET = 6983;

  private PreinstallCode() {}

  /** The runtime code of a preinstall; only that of Permit2 depends on the chain. */
  static Bytes on(UInt256 chainId, String name, Preinstall preinstall) {
    return name.equals(PERMIT2) ? permit2(chainId, preinstall) : preinstall.code();
  }

  private static Bytes permit2(UInt256 chainId, Preinstall template) {
    Hash domainSeparator =
        Keccak256.hash(
            AbiEncoder.encode(
                AbiValue.of(
                    AbiEncoder.topic(
                        "EIP712Domain(string name,uint256 chainId,address verifyingContract)")),
                AbiValue.of(Keccak256.hash(PERMIT2.getBytes(StandardCharsets.UTF_8))),
                AbiValue.of(chainId),
                AbiValue.of(template.address())));
    byte[] code = template.code().toArray();
    chainId.writeTo(code, PERMIT2_CHAIN_ID_OFFSET);
    domainSeparator.writeTo(code, PERMIT2_DOMAIN_SEPARATOR_OFFSET);
    return Bytes.wrap(code);
  }
}
