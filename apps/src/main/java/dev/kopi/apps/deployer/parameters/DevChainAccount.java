package dev.kopi.apps.deployer.parameters;

import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.primitives.Address;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The accounts with rights on a development chain. Their private keys are {@code keccak256("kopi
 * devnet NAME")} and therefore public: never use them on a chain of value.
 */
public enum DevChainAccount {
  DEPLOYER("0x005C3E8859aB129e5fFBa71b45f17862A055695a"),
  SYSTEM_OWNER("0xa39f8ccbbc9c2D22022428376D192c54A44Dd2F3"),
  GUARDIAN("0x0bCb71F4C83C5E6b6175919a940b5AD8cAEE5bFc"),
  BATCHER("0x3681A1632bBD058255A62377d33002B808b425A7"),
  PROPOSER("0x17840352b753b480BaAe05E39C6a981ADF1e67b1"),
  CHALLENGER("0x02531FEA2B58D5a35EdE61f0357Bf97520D002C2"),
  SEQUENCER("0xb5593978d82Af762b6cF2adEF543607D0c156c1d"),
  FEE_RECIPIENT("0x848ae7f5Ad5FAC69A8f2b70521572B2Ec46e8F8d");

  private final Address address;

  DevChainAccount(String address) {
    this.address = Address.fromHex(address);
  }

  /** The account. */
  public Address address() {
    return address;
  }

  /** The account's key. */
  public PrivateKey privateKey() {
    String name = name().toLowerCase(Locale.ROOT).replace('_', ' ');
    byte[] text = ("kopi devnet " + name).getBytes(StandardCharsets.UTF_8);
    return PrivateKey.of(Keccak256.hash(text).toUInt256());
  }

  /** All of them, as the parameters of a rollup take them. */
  public static ChainAccounts all() {
    return new ChainAccounts(
        SYSTEM_OWNER.address,
        GUARDIAN.address,
        BATCHER.address,
        PROPOSER.address,
        CHALLENGER.address,
        SEQUENCER.address,
        FEE_RECIPIENT.address);
  }
}
