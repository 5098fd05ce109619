package dev.kopi.core.chain.block;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.RlpReader;
import dev.kopi.core.primitives.RlpWriter;

/**
 * Ether that the consensus layer pays out.
 *
 * @param index counts all withdrawals, read as unsigned
 * @param validatorIndex whose stake it was
 * @param address who receives it
 * @param amountGwei how much, in gwei, read as unsigned
 * @see <a href="https://eips.ethereum.org/EIPS/eip-4895">EIP-4895</a>
 */
public record Withdrawal(long index, long validatorIndex, Address address, long amountGwei) {
  /** The RLP list. */
  public Bytes encode() {
    RlpWriter out = new RlpWriter(64).startList().number(index).number(validatorIndex);
    return out.address(address).number(amountGwei).endList().toBytes();
  }

  /** Reads the next list. */
  public static Withdrawal read(RlpReader in) {
    RlpReader list = in.list();
    Withdrawal withdrawal =
        new Withdrawal(list.number(), list.number(), list.address(), list.number());
    list.expectEnd();
    return withdrawal;
  }
}
