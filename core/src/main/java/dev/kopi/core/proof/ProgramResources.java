package dev.kopi.core.proof;

import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.attributes.UpgradeTransactions;
import dev.kopi.core.primitives.Bytes;

/**
 * What a program brings along.
 *
 * @param brotliDictionary the static dictionary of RFC 7932, appendix A
 * @param upgrades the transactions of network upgrades
 * @param chains the chains that its prestate is made for
 * @param crypto hashes and cheap precompiles; the costly ones come from the oracle
 */
public record ProgramResources(
    Bytes brotliDictionary,
    UpgradeTransactions upgrades,
    EmbeddedConfiguration chains,
    Crypto crypto) {}
