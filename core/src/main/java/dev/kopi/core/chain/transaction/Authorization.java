package dev.kopi.core.chain.transaction;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.UInt256;

/**
 * An authorization to delegate to the code of another account (EIP-7702).
 *
 * @param chainId the chain it holds on; 0 for every chain
 * @param address whose code is to run; zero takes a delegation back
 * @param nonce the authority's nonce at that moment
 * @param signature the authority's signature; v is the parity of y
 * @see <a href="https://eips.ethereum.org/EIPS/eip-7702">EIP-7702</a>
 */
public record Authorization(UInt256 chainId, Address address, long nonce, Signature signature) {}
