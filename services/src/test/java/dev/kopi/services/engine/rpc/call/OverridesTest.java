package dev.kopi.services.engine.rpc.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.RpcRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The overrides of eth_call, seen by code that is an override itself. */
class OverridesTest {
  private static final String CONTRACT = "0x" + "cc".repeat(20);
  private static final String OTHER = "0x" + "dd".repeat(20);

  /** Returns the word on the stack. */
  private static final String RETURN = "5f5260205ff3";

  private final RpcRig rig = RpcRig.of(EngineRig.l1(), CallLimits.DEFAULT);

  @AfterEach
  void close() {
    rig.close();
  }

  private String call(String to, String accounts, String block) {
    return rig.call(
            "eth_call", "[{\"to\": \"" + to + "\"}, \"latest\", " + accounts + ", " + block + "]")
        .stringValue();
  }

  private static String account(String code, String more) {
    return "{\"" + CONTRACT + "\": {\"code\": \"0x" + code + RETURN + "\"" + more + "}}";
  }

  private static String word(long value) {
    return "0x" + "%064x".formatted(value);
  }

  @Test
  void replaceCodeBalanceAndSlots() {
    assertThat(call(CONTRACT, account("47", ", \"balance\": \"0x7\""), "null")).isEqualTo(word(7));
    String slot = "{\"" + word(1) + "\": \"" + word(9) + "\"}";
    assertThat(call(CONTRACT, account("600154", ", \"state\": " + slot), "null"))
        .isEqualTo(word(9));
    assertThat(call(CONTRACT, account("600154", ", \"stateDiff\": " + slot), "null"))
        .isEqualTo(word(9));
  }

  @Test
  void refuseStateAndStateDiffTogether() {
    assertThatThrownBy(
            () -> call(CONTRACT, account("47", ", \"state\": {}, \"stateDiff\": {}"), "null"))
        .hasMessageContaining("has both 'state' and 'stateDiff'");
  }

  @Test
  void movePrecompiles() {
    String sha256 = "0x" + "00".repeat(19) + "02";
    String moved = "{\"" + sha256 + "\": {\"movePrecompileToAddress\": \"" + OTHER + "\"}}";
    String empty = "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    assertThat(call(sha256, "{}", "null")).isEqualTo(empty);
    assertThat(call(OTHER, moved, "null")).isEqualTo(empty);
    assertThat(call(sha256, moved, "null")).isEqualTo("0x");
    assertThatThrownBy(() ->
            call(
                OTHER,
                "{\"" + CONTRACT + "\": {\"movePrecompileToAddress\": \"" + OTHER + "\"}}",
                "null"))
        .hasMessageContaining("is not a precompile");
  }

  @Test
  void replaceFieldsOfTheBlock() {
    assertThat(call(CONTRACT, account("43", ""), "{\"number\": \"0x2a\"}")).isEqualTo(word(42));
    assertThat(call(CONTRACT, account("42", ""), "{\"time\": \"0xffff\"}")).isEqualTo(word(65_535));
    assertThat(call(CONTRACT, account("45", ""), "{\"gasLimit\": \"0x64\"}")).isEqualTo(word(100));
    assertThatThrownBy(
            () -> call(CONTRACT, account("43", ""), "{\"beaconRoot\": \"" + word(1) + "\"}"))
        .hasMessageContaining("is not supported for this RPC method");
  }

  @Test
  void areBoundedInNumber() {
    StringBuilder accounts = new StringBuilder("{");
    for (int i = 0; i <= 1024; i++) {
      accounts.append(i == 0 ? "" : ",").append("\"0x%040x\": {}".formatted(i + 0x10000));
    }
    assertThatThrownBy(() -> call(OTHER, accounts.append('}').toString(), "null"))
        .hasMessageContaining("at most 1024 accounts");
  }
}
