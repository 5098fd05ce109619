package dev.kopi.adapters.store.kv;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.store.StoreException;
import java.lang.reflect.Proxy;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackgroundSyncTest {
  /** A database that does nothing but fail to sync. */
  private static KeyValueStore failing(Throwable failure) {
    return (KeyValueStore)
        Proxy.newProxyInstance(
            KeyValueStore.class.getClassLoader(),
            new Class<?>[] {KeyValueStore.class},
            (proxy, method, arguments) -> {
              throw failure;
            });
  }

  private static @Nullable StoreException failureAfter(Throwable failure)
      throws InterruptedException {
    try (BackgroundSync sync = new BackgroundSync(failing(failure))) {
      for (int i = 0; i < 1000; i++) {
        try {
          sync.request();
        } catch (StoreException e) {
          return e;
        }
        TimeUnit.MILLISECONDS.sleep(5);
      }
      return null;
    }
  }

  @Test
  void theStoreDoesNotGoOnAfterASyncThatFailed() throws InterruptedException {
    StoreException full = new StoreException(StoreException.Reason.DISK_FULL, "no space left");
    assertThat(failureAfter(full)).hasCause(full).hasMessage("no space left");
  }

  @ParameterizedTest
  @ValueSource(classes = {IllegalStateException.class, StackOverflowError.class})
  void theStoreDoesNotGoOnAfterASyncThatFailedInAnotherWay(Class<? extends Throwable> type)
      throws ReflectiveOperationException, InterruptedException {
    Throwable failure = type.getDeclaredConstructor().newInstance();
    StoreException seen = failureAfter(failure);
    assertThat(seen).isNotNull().hasStackTraceContaining(type.getSimpleName());
  }
}
