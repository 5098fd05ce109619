package dev.kopi.adapters.json.eth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.chain.transaction.TransactionEnvelope;
import dev.kopi.core.primitives.Bytes;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnplacedTransactionWriterTest {
  /** Answers of op-geth to eth_fillTransaction. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          0x02e8820539800184773594018252089471562b71999873db5b286df957af199e\
          c94617f78080c0808080 | \
          {"type":"0x2","chainId":"0x539","nonce":"0x0",\
          "to":"0x71562b71999873db5b286df957af199ec94617f7","gas":"0x5208",\
          "gasPrice":null,"maxPriorityFeePerGas":"0x1",\
          "maxFeePerGas":"0x77359401","value":"0x0","input":"0x",\
          "accessList":[],"v":"0x0","r":"0x0","s":"0x0","yParity":"0x0",\
          "hash":"0x511f413c8b61cd11df0320593d6131417e4dc3ea63b39f767e55f794\
          71b5bdb6"}
          0xe38084773594008252089471562b71999873db5b286df957af199ec94617f780\
          80808080 | \
          {"type":"0x0","nonce":"0x0",\
          "to":"0x71562b71999873db5b286df957af199ec94617f7","gas":"0x5208",\
          "gasPrice":"0x77359400","maxPriorityFeePerGas":null,\
          "maxFeePerGas":null,"value":"0x0","input":"0x","v":"0x0",\
          "r":"0x0","s":"0x0","hash":"0xbd3a6f54c8e1ae9eb2e63fdfaf0e7b2ee1c7\
          da44b2b22d400750a5cb576fb0df"}
          0x02d48205398001847735940182d227800100c0808080 | \
          {"type":"0x2","chainId":"0x539","nonce":"0x0","to":null,\
          "gas":"0xd227","gasPrice":null,"maxPriorityFeePerGas":"0x1",\
          "maxFeePerGas":"0x77359401","value":"0x1","input":"0x00",\
          "accessList":[],"v":"0x0","r":"0x0","s":"0x0","yParity":"0x0",\
          "hash":"0x3c3f210a4393cbf382617a4a5f438cf564f47ef27861d925a19490f1\
          6784a717"}
          0x04f8468205398001847735940182b52e9471562b71999873db5b286df957af19\
          9ec94617f78080c0dddc8205399471562b71999873db5b286df957af199ec94617\
          f701800102808080 | \
          {"type":"0x4","chainId":"0x539","nonce":"0x0",\
          "to":"0x71562b71999873db5b286df957af199ec94617f7","gas":"0xb52e",\
          "gasPrice":null,"maxPriorityFeePerGas":"0x1",\
          "maxFeePerGas":"0x77359401","value":"0x0","input":"0x",\
          "accessList":[],"authorizationList":[{"chainId":"0x539",\
          "address":"0x71562b71999873db5b286df957af199ec94617f7",\
          "nonce":"0x1","yParity":"0x0","r":"0x1","s":"0x2"}],"v":"0x0",\
          "r":"0x0","s":"0x0","yParity":"0x0",\
          "hash":"0x709f0d860c3fe6aa050fb74588657053a2557870671c556cdfbed568\
          01dee19c"}
          0x03f84b820539800184773594018252089471562b71999873db5b286df957af19\
          9ec94617f78080c002e1a001111111111111111111111111111111111111111111\
          11111111111111111111808080 | \
          {"type":"0x3","chainId":"0x539","nonce":"0x0",\
          "to":"0x71562b71999873db5b286df957af199ec94617f7","gas":"0x5208",\
          "gasPrice":null,"maxPriorityFeePerGas":"0x1",\
          "maxFeePerGas":"0x77359401","maxFeePerBlobGas":"0x2",\
          "value":"0x0","input":"0x","accessList":[],\
          "blobVersionedHashes":["0x0111111111111111111111111111111111111111\
          111111111111111111111111"],"v":"0x0","r":"0x0","s":"0x0",\
          "yParity":"0x0","hash":"0xe68709f5ac91e0763c1b81379aa790368f4ce0a1\
          2be0eb037a1a284ea92b504b"}
          """)
  void writesTransactionsAsGoEthereum(String raw, String json) {
    TransactionEnvelope transaction = TransactionEnvelope.decode(Bytes.fromHex(raw));
    assertThat(UnplacedTransactionWriter.write(transaction).toString()).isEqualTo(json);
  }
}
