package dev.kopi.apps.proof;

import dev.kopi.adapters.ethclient.EthClient;
import dev.kopi.adapters.rpc.RpcException;
import dev.kopi.adapters.rpc.RpcTransportException;
import dev.kopi.core.crypto.Crypto;
import dev.kopi.core.derivation.DerivationException;
import dev.kopi.core.derivation.source.BlobSource;
import dev.kopi.core.derivation.source.L1Source;
import dev.kopi.core.primitives.Bytes;
import dev.kopi.core.primitives.DecodeException;
import dev.kopi.core.proof.host.PreimageCheck;
import dev.kopi.core.proof.host.StoredPreimages;
import dev.kopi.core.proof.preimage.PreimageKey;
import dev.kopi.core.proof.preimage.PreimageOracle;
import dev.kopi.core.proof.preimage.PreimageType;
import dev.kopi.core.proof.preimage.PreimageUnavailableException;
import dev.kopi.core.proof.preimage.ProofHint;
import dev.kopi.core.rollup.RollupConfig;
import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Answers a program: local inputs, then the store, then what the last hint brings. Whatever it
 * answers was checked against its key. Used by two threads: one for hints, one for pre-images.
 */
public final class HostOracle implements PreimageOracle {
  private static final int ATTEMPTS = 6;
  private static final Duration FIRST_DELAY = Duration.ofMillis(200);

  private final Map<PreimageKey, Bytes> local;
  private final PreimageStore store;
  private final PreimageCheck check;
  private final StoredPreimages stored;
  private final @Nullable PreimageFetcher fetcher;
  private @Nullable ProofHint lastHint;

  private HostOracle(
      Map<PreimageKey, Bytes> local,
      PreimageStore store,
      Crypto crypto,
      @Nullable PreimageFetcher fetcher) {
    this.local = Map.copyOf(local);
    this.store = store;
    this.check = new PreimageCheck(crypto.sha256());
    this.stored = new StoredPreimages(crypto, store::get);
    this.fetcher = fetcher;
  }

  /** Answers from a store alone. */
  public static HostOracle offline(
      Map<PreimageKey, Bytes> local, PreimageStore store, Crypto crypto) {
    return new HostOracle(local, store, crypto, null);
  }

  /** Fetches what the store does not have. */
  public static HostOracle online(
      ProofClaim claim,
      Map<PreimageKey, Bytes> local,
      RollupConfig rollup,
      L1Source l1,
      BlobSource blobs,
      EthClient l2,
      PreimageStore store,
      Crypto crypto) {
    return new HostOracle(
        local,
        store,
        crypto,
        new PreimageFetcher(l1, blobs, new L2Node(l2), rollup, claim, crypto, store::put));
  }

  @Override
  public synchronized void hint(ProofHint hint) {
    PreimageFetcher source = fetcher;
    if (source != null && !source.isBulk(hint)) {
      lastHint = hint;
    }
  }

  @Override
  public synchronized Bytes read(PreimageKey key) {
    if (key.type() == PreimageType.LOCAL) {
      Bytes value = local.get(key);
      if (value == null) {
        throw new PreimageUnavailableException("there is no local input " + key);
      }
      return value;
    }
    Bytes value = checked(key);
    PreimageFetcher source = fetcher;
    ProofHint hint = lastHint;
    while (value == null && source != null && hint != null && fetch(source, hint, key)) {
      value = checked(key);
      if (value == null && !mayBringMore(hint)) {
        break;
      }
    }
    if (value == null) {
      throw new PreimageUnavailableException(
          "no pre-image with key "
              + key
              + (hint == null ? "" : " after the hint " + hint.kind().word()));
    }
    return value;
  }

  private static boolean mayBringMore(ProofHint hint) {
    return switch (hint.kind()) {
      case L2_STATE_NODE, L2_CODE -> true;
      case L1_BLOCK_HEADER,
          L1_TRANSACTIONS,
          L1_RECEIPTS,
          L1_BLOB,
          L1_PRECOMPILE,
          L1_PRECOMPILE_V2,
          L2_BLOCK_HEADER,
          L2_TRANSACTIONS,
          L2_RECEIPTS,
          L2_OUTPUT,
          L2_BLOCK_DATA,
          AGREED_PRE_STATE,
          L2_ACCOUNT_PROOF,
          L2_PAYLOAD_WITNESS,
          L2_BLOCK_HASH_LOOKUP ->
          false;
    };
  }

  private @Nullable Bytes checked(PreimageKey key) {
    Bytes value = store.get(key);
    return value != null && check.holds(key, value) && stored.holds(key, value) ? value : null;
  }

  /** Fetches, and again when a node fails, for some seconds. */
  private static boolean fetch(PreimageFetcher source, ProofHint hint, PreimageKey key) {
    Duration delay = FIRST_DELAY;
    for (int attempt = 1; ; attempt++) {
      try {
        return source.fetch(hint);
      } catch (DecodeException e) {
        throw new PreimageUnavailableException("pre-image " + key + ": " + e.getMessage(), e);
      } catch (RpcException | RpcTransportException | DerivationException e) {
        if (attempt == ATTEMPTS) {
          throw new PreimageUnavailableException("pre-image " + key + ": " + e.getMessage(), e);
        }
      }
      try {
        Thread.sleep(delay);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new PreimageUnavailableException("interrupted", e);
      }
      delay = delay.multipliedBy(2);
    }
  }
}
