package dev.kopi.core.chain.block;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.transaction.Signature;
import dev.kopi.core.chain.transaction.Transaction;
import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.UInt256;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BlockSizeTest {
  private static final Signature SIGNATURE =
      new Signature(UInt256.of(27), UInt256.ONE, UInt256.ONE);

  private static TransactionEnvelope transaction(boolean legacy, int size) {
    Bytes data = Bytes.wrap(new byte[size]);
    UInt256 one = UInt256.ONE;
    return TransactionEnvelope.of(
        legacy
            ? new Transaction.Legacy(0, one, 21_000, Address.ZERO, one, data, SIGNATURE)
            : new Transaction.DynamicFee(
                one,
                0,
                one,
                one,
                21_000,
                Address.ZERO,
                one,
                data,
                List.of(),
                new Signature(UInt256.ZERO, one, one)));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 20, 55, 56, 200, 255, 256, 5_000, 65_500, 65_536, 1 << 20})
  void isTheSizeOfItsEncoding(int size) {
    Header header = new HeaderBuilder().build();
    for (int count = 0; count <= 3; count++) {
      List<TransactionEnvelope> transactions = new ArrayList<>();
      List<Withdrawal> some = new ArrayList<>();
      List<Header> uncles = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        transactions.add(transaction(i % 2 == 0, size));
        some.add(new Withdrawal(size, i, Address.ZERO, 1));
        uncles.add(header);
      }
      for (@Nullable List<Withdrawal> withdrawals : Arrays.asList(null, some)) {
        Block block = new Block(header, transactions, uncles, withdrawals);
        assertThat(block.encodedSize()).isEqualTo(block.encode().size());
      }
    }
  }
}
