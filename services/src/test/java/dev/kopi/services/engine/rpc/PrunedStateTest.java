package dev.kopi.services.engine.rpc;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.core.state.StateUnavailableException;
import dev.kopi.core.store.ChainStore;
import dev.kopi.services.engine.EngineRig;
import dev.kopi.services.engine.rpc.limit.CallLimits;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrunedStateTest {
  private static final String ALICE = EngineRig.address(EngineRig.ALICE).toHex();

  private final RpcRig rig =
      RpcRig.of(EngineRig.l1(), CallLimits.DEFAULT, PrunedStateTest::withoutState);

  @AfterEach
  void close() {
    rig.close();
  }

  /** A store whose blocks are there and whose states are pruned. */
  private static ChainStore withoutState(ChainStore store) {
    return (ChainStore)
        Proxy.newProxyInstance(
            PrunedStateTest.class.getClassLoader(),
            new Class<?>[] {ChainStore.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("state") || method.getName().equals("trieNodes")) {
                throw new StateUnavailableException("the state is pruned");
              }
              try {
                return method.invoke(store, arguments);
              } catch (InvocationTargetException e) {
                throw e.getTargetException();
              }
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          eth_getBalance          | ["ALICE", "0x0"]
          eth_getTransactionCount | ["ALICE", "0x0"]
          eth_getCode             | ["ALICE", "0x0"]
          eth_getStorageAt        | ["ALICE", "0x0", "0x0"]
          eth_getStorageValues    | [{"ALICE": ["HASH"]}, "0x0"]
          eth_getProof            | ["ALICE", [], "0x0"]
          eth_call                | [{"to": "ALICE"}, "0x0"]
          eth_estimateGas         | [{"to": "ALICE"}, "0x0"]
          eth_createAccessList    | [{"to": "ALICE"}, "0x0"]
          eth_simulateV1          | [{"blockStateCalls": [{}]}, "0x0"]
          debug_traceCall         | [{"to": "ALICE"}, "0x0"]
          """)
  void answers4444WhereStateIsPruned(String method, String params) {
    String arguments = params.replace("ALICE", ALICE).replace("HASH", "0x" + "11".repeat(32));
    assertThatExceptionOfType(RpcException.class)
        .isThrownBy(() -> rig.call(method, arguments))
        .satisfies(e -> org.assertj.core.api.Assertions.assertThat(e.code()).isEqualTo(4444))
        .withMessage("the state is pruned");
  }
}
