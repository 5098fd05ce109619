package dev.kopi.tests.conformance.evm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.adapters.json.Json;
import dev.kopi.core.chain.spec.Fork;
import dev.kopi.core.chain.spec.Rules;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.crypto.hash.Keccak256;
import dev.kopi.core.evm.Evm;
import dev.kopi.core.evm.LocalCodeCache;
import dev.kopi.core.evm.call.CallOutcome;
import dev.kopi.core.evm.context.BlockContext;
import dev.kopi.core.evm.context.TransactionContext;
import dev.kopi.core.evm.precompile.Precompiles;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateView;
import dev.kopi.core.state.WorldState;
import dev.kopi.tests.conformance.OfficialTests;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** The tests of single frames from Frontier's time: gas left, output and storage. */
class VmTestConformanceTest {
  private static final String ZIP = "state-tests-frontier-constantinople.zip";

  @Test
  void passesEveryVmTest() throws IOException {
    List<String> failures = new ArrayList<>();
    int[] count = {0};
    OfficialTests.visit(
        ZIP,
        (file, content) -> {
          if (file.startsWith("VMTests/")) {
            for (Map.Entry<String, JsonNode> test : Json.parse(content).properties()) {
              count[0]++;
              String difference = run(test.getValue());
              if (difference != null) {
                failures.add(file + ": " + difference);
              }
            }
          }
        });
    System.out.println("VM tests: " + count[0] + " run, " + failures.size() + " failed");
    assertThat(failures).isEmpty();
    assertThat(count[0]).isEqualTo(609);
  }

  private static @Nullable String run(JsonNode test) {
    JsonNode exec = test.get("exec");
    Address address = Address.fromHex(exec.get("address").asString());
    Address caller = Address.fromHex(exec.get("caller").asString());
    UInt256 value = number(exec.get("value"));
    long gas = number(exec.get("gas")).lowLong();
    WorldState world = new WorldState(new Alloc(test.get("pre")));
    // The frame alone is tested: its value has been sent already.
    world.setBalance(world.account(caller), world.balance(world.account(caller)).add(value));
    UInt256 before = world.balance(world.account(address));
    world.setBalance(world.account(address), before.subtract(value));
    world.setCode(world.account(address), Bytes.fromHex(exec.get("code").asString()));
    world.endTransaction(false);

    Rules rules = new Rules(UInt256.ONE, Fork.FRONTIER, null, null);
    Evm evm =
        new Evm(
            block(test.get("env"), rules),
            world,
            Precompiles.of(rules, Crypto.portable()),
            new LocalCodeCache(1 << 24),
            null);
    Address origin = Address.fromHex(exec.get("origin").asString());
    evm.begin(new TransactionContext(origin, number(exec.get("gasPrice")), List.of()));
    Bytes input = Bytes.fromHex(exec.get("data").asString());
    CallOutcome outcome = evm.call(caller, address, value, input, gas);

    JsonNode gasLeft = test.get("gas");
    if (gasLeft == null) {
      return outcome.success() ? "was to fail" : null;
    }
    if (!outcome.success()) {
      return "failed: " + outcome.halt();
    }
    if (outcome.gasLeft() != number(gasLeft).lowLong()) {
      return "gas left is " + outcome.gasLeft();
    }
    if (!outcome.output().equals(Bytes.fromHex(test.get("out").asString()))) {
      return "output is " + outcome.output();
    }
    return storage(world, test.get("post"));
  }

  private static @Nullable String storage(WorldState world, JsonNode post) {
    for (Map.Entry<String, JsonNode> account : post.properties()) {
      Address address = Address.fromHex(account.getKey());
      for (Map.Entry<String, JsonNode> slot : account.getValue().get("storage").properties()) {
        UInt256 found = world.storage(address, UInt256.fromHex(slot.getKey()));
        if (!found.equals(number(slot.getValue()))) {
          return "slot " + slot.getKey() + " of " + address + " is " + found;
        }
      }
    }
    return null;
  }

  private static BlockContext block(JsonNode env, Rules rules) {
    return new BlockContext(
        rules,
        number(env.get("currentNumber")).lowLong(),
        number(env.get("currentTimestamp")).lowLong(),
        Address.fromHex(env.get("currentCoinbase").asString()),
        number(env.get("currentGasLimit")).lowLong(),
        UInt256.ZERO,
        Hash.ZERO,
        number(env.get("currentDifficulty")),
        UInt256.ZERO,
        number -> Keccak256.hash(Long.toString(number).getBytes(StandardCharsets.US_ASCII)));
  }

  private static UInt256 number(JsonNode value) {
    return UInt256.fromHex(value.asString());
  }

  /** The accounts of a test. */
  private record Alloc(JsonNode pre) implements StateView {
    @Override
    public @Nullable Account account(Address address) {
      JsonNode found = find(address);
      if (found == null) {
        return null;
      }
      return new Account(
          number(found.get("nonce")).lowLong(),
          number(found.get("balance")),
          Keccak256.EMPTY_TRIE,
          Keccak256.hash(Bytes.fromHex(found.get("code").asString())));
    }

    @Override
    public UInt256 storage(Address address, UInt256 slot) {
      JsonNode found = find(address);
      if (found != null) {
        for (Map.Entry<String, JsonNode> entry : found.get("storage").properties()) {
          if (UInt256.fromHex(entry.getKey()).equals(slot)) {
            return number(entry.getValue());
          }
        }
      }
      return UInt256.ZERO;
    }

    @Override
    public Bytes code(Hash codeHash) {
      for (JsonNode account : pre) {
        Bytes code = Bytes.fromHex(account.get("code").asString());
        if (Keccak256.hash(code).equals(codeHash)) {
          return code;
        }
      }
      return Bytes.EMPTY;
    }

    private @Nullable JsonNode find(Address address) {
      for (Map.Entry<String, JsonNode> entry : pre.properties()) {
        if (Address.fromHex(entry.getKey()).equals(address)) {
          return entry.getValue();
        }
      }
      return null;
    }
  }
}
