package dev.kopi.services.engine.pool;

import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import dev.kopi.core.state.Account;
import dev.kopi.core.state.StateView;
import dev.kopi.core.store.ChainStore;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** A store that notes the accounts that are read, and can hold their readers up. */
final class WatchedStore {
  private final List<Address> read = new CopyOnWriteArrayList<>();
  private volatile Runnable beforeRead = () -> {};

  /** The accounts that were read since the last call. */
  List<Address> takeRead() {
    List<Address> out = List.copyOf(read);
    read.clear();
    return out;
  }

  /** Runs before each account is read. */
  void beforeRead(Runnable action) {
    beforeRead = action;
  }

  ChainStore over(ChainStore store) {
    return (ChainStore)
        Proxy.newProxyInstance(
            ChainStore.class.getClassLoader(),
            new Class<?>[] {ChainStore.class},
            (proxy, method, arguments) -> {
              try {
                Object result = method.invoke(store, arguments);
                return result instanceof StateView view && method.getName().equals("state")
                    ? watched(view)
                    : result;
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  private StateView watched(StateView view) {
    return new StateView() {
      @Override
      public @Nullable Account account(Address address) {
        beforeRead.run();
        read.add(address);
        return view.account(address);
      }

      @Override
      public UInt256 storage(Address address, UInt256 slot) {
        return view.storage(address, slot);
      }

      @Override
      public Bytes code(Hash codeHash) {
        return view.code(codeHash);
      }
    };
  }
}
