package dev.kopi.adapters.crypto;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import dev.kopi.adapters.crypto.NativeLibrary.OperatingSystem;
import dev.kopi.core.crypto.ecdsa.PrivateKey;
import dev.kopi.core.crypto.ecdsa.Secp256k1;
import dev.kopi.core.crypto.ecdsa.Secp256k1Signature;
import dev.kopi.core.primitives.Hash;
import dev.kopi.core.primitives.UInt256;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.invoke.MethodHandle;
import java.security.SecureRandom;
import org.jspecify.annotations.Nullable;

/** ECDSA by libsecp256k1. Signing is constant in time. */
final class NativeSecp256k1 implements Secp256k1 {
  // secp256k1.h
  private static final int CONTEXT_NONE = 1;
  private static final int EC_UNCOMPRESSED = 2;
  private static final int PUBKEY_BYTES = 64;
  private static final int SIGNATURE_BYTES = 64;
  private static final int RECOVERABLE_BYTES = 65;

  @Override
  public byte @Nullable [] recover(Hash hash, UInt256 r, UInt256 s, int recoveryId) {
    if (recoveryId < 0 || recoveryId > 3) {
      return null;
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment signature = arena.allocate(RECOVERABLE_BYTES);
      MemorySegment key = arena.allocate(PUBKEY_BYTES);
      MemorySegment compact = compact(arena, r, s);
      if ((int)
              Library.PARSE_RECOVERABLE.invokeExact(Library.CONTEXT, signature, compact, recoveryId)
          == 0) {
        return null;
      }
      MemorySegment message = copy(arena, hash.toArray());
      if ((int) Library.RECOVER.invokeExact(Library.CONTEXT, key, signature, message) == 0) {
        return null;
      }
      return serialize(arena, key);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public Secp256k1Signature sign(Hash hash, PrivateKey key) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment signature = arena.allocate(RECOVERABLE_BYTES);
      MemorySegment message = copy(arena, hash.toArray());
      MemorySegment secret = copy(arena, key.toArray());
      int signed =
          (int)
              Library.SIGN.invokeExact(
                  Library.CONTEXT,
                  signature,
                  message,
                  secret,
                  MemorySegment.NULL,
                  MemorySegment.NULL);
      secret.fill((byte) 0);
      if (signed == 0) {
        throw new IllegalStateException("libsecp256k1 refused to sign");
      }
      MemorySegment compact = arena.allocate(64);
      MemorySegment id = arena.allocate(JAVA_INT);
      int written =
          (int) Library.SERIALIZE_RECOVERABLE.invokeExact(Library.CONTEXT, compact, id, signature);
      assert written == 1;
      byte[] bytes = compact.toArray(JAVA_BYTE);
      return new Secp256k1Signature(
          UInt256.fromBytes(bytes, 0, 32), UInt256.fromBytes(bytes, 32, 32), id.get(JAVA_INT, 0));
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public boolean verify(Hash hash, UInt256 r, UInt256 s, byte[] publicKey) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment key = parse(arena, publicKey);
      MemorySegment signature = arena.allocate(SIGNATURE_BYTES);
      MemorySegment compact = compact(arena, r, s);
      if (key == null
          || (int) Library.PARSE_SIGNATURE.invokeExact(Library.CONTEXT, signature, compact) == 0) {
        return false;
      }
      MemorySegment message = copy(arena, hash.toArray());
      return (int) Library.VERIFY.invokeExact(Library.CONTEXT, signature, message, key) == 1;
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public byte[] publicKey(PrivateKey key) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment point = arena.allocate(PUBKEY_BYTES);
      MemorySegment secret = copy(arena, key.toArray());
      int made = (int) Library.CREATE_PUBKEY.invokeExact(Library.CONTEXT, point, secret);
      secret.fill((byte) 0);
      if (made == 0) {
        throw new IllegalStateException("libsecp256k1 refused a private key");
      }
      return serialize(arena, point);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  @Override
  public byte @Nullable [] multiply(byte[] publicKey, PrivateKey key) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment point = parse(arena, publicKey);
      if (point == null) {
        return null;
      }
      MemorySegment secret = copy(arena, key.toArray());
      int multiplied = (int) Library.MULTIPLY.invokeExact(Library.CONTEXT, point, secret);
      secret.fill((byte) 0);
      if (multiplied == 0) {
        throw new IllegalStateException("libsecp256k1 refused a private key");
      }
      return serialize(arena, point);
    } catch (Throwable e) {
      throw failed(e);
    }
  }

  private static MemorySegment compact(SegmentAllocator arena, UInt256 r, UInt256 s) {
    byte[] bytes = new byte[64];
    r.writeTo(bytes, 0);
    s.writeTo(bytes, 32);
    return copy(arena, bytes);
  }

  private static MemorySegment copy(SegmentAllocator arena, byte[] bytes) {
    return arena.allocateFrom(JAVA_BYTE, bytes);
  }

  private static @Nullable MemorySegment parse(SegmentAllocator arena, byte[] publicKey)
      throws Throwable {
    if (publicKey.length != 64) {
      return null;
    }
    byte[] prefixed = new byte[65];
    prefixed[0] = 4;
    System.arraycopy(publicKey, 0, prefixed, 1, 64);
    MemorySegment point = arena.allocate(PUBKEY_BYTES);
    MemorySegment input = copy(arena, prefixed);
    return (int) Library.PARSE_PUBKEY.invokeExact(Library.CONTEXT, point, input, 65L) == 1
        ? point
        : null;
  }

  private static byte[] serialize(SegmentAllocator arena, MemorySegment point) throws Throwable {
    MemorySegment out = arena.allocate(65);
    MemorySegment length = arena.allocateFrom(JAVA_LONG, 65L);
    int written =
        (int)
            Library.SERIALIZE_PUBKEY.invokeExact(
                Library.CONTEXT, out, length, point, EC_UNCOMPRESSED);
    assert written == 1;
    return out.asSlice(1, 64).toArray(JAVA_BYTE);
  }

  private static RuntimeException failed(Throwable e) {
    if (e instanceof RuntimeException unchecked) {
      throw unchecked;
    }
    if (e instanceof Error error) {
      throw error;
    }
    throw new IllegalStateException("a call into libsecp256k1 failed", e);
  }

  /** The library, loaded when it is first needed. */
  private static final class Library {
    static final MethodHandle PARSE_RECOVERABLE;
    static final MethodHandle SERIALIZE_RECOVERABLE;
    static final MethodHandle RECOVER;
    static final MethodHandle SIGN;
    static final MethodHandle PARSE_SIGNATURE;
    static final MethodHandle VERIFY;
    static final MethodHandle CREATE_PUBKEY;
    static final MethodHandle PARSE_PUBKEY;
    static final MethodHandle SERIALIZE_PUBKEY;
    static final MethodHandle MULTIPLY;

    /** Blinded once; the functions used here only read it, so threads may share it. */
    static final MemorySegment CONTEXT;

    static {
      NativeLibrary library = NativeLibrary.load(resource());
      FunctionDescriptor three = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS);
      FunctionDescriptor four = FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS);
      PARSE_RECOVERABLE =
          library.function(
              "secp256k1_ecdsa_recoverable_signature_parse_compact",
              FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));
      SERIALIZE_RECOVERABLE =
          library.function("secp256k1_ecdsa_recoverable_signature_serialize_compact", four);
      RECOVER = library.function("secp256k1_ecdsa_recover", four);
      SIGN =
          library.function(
              "secp256k1_ecdsa_sign_recoverable",
              FunctionDescriptor.of(
                  JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS, ADDRESS));
      PARSE_SIGNATURE = library.function("secp256k1_ecdsa_signature_parse_compact", three);
      VERIFY = library.function("secp256k1_ecdsa_verify", four);
      CREATE_PUBKEY = library.function("secp256k1_ec_pubkey_create", three);
      PARSE_PUBKEY =
          library.function(
              "secp256k1_ec_pubkey_parse",
              FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, JAVA_LONG));
      SERIALIZE_PUBKEY =
          library.function(
              "secp256k1_ec_pubkey_serialize",
              FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS, ADDRESS, ADDRESS, JAVA_INT));
      MULTIPLY = library.function("secp256k1_ec_pubkey_tweak_mul", three);
      CONTEXT = blindedContext(library);
    }

    private static MemorySegment blindedContext(NativeLibrary library) {
      MethodHandle create =
          library.function("secp256k1_context_create", FunctionDescriptor.of(ADDRESS, JAVA_INT));
      MethodHandle randomize =
          library.function(
              "secp256k1_context_randomize", FunctionDescriptor.of(JAVA_INT, ADDRESS, ADDRESS));
      byte[] seed = new byte[32];
      new SecureRandom().nextBytes(seed);
      try (Arena arena = Arena.ofConfined()) {
        MemorySegment context = (MemorySegment) create.invokeExact(CONTEXT_NONE);
        MemorySegment bytes = copy(arena, seed);
        int blinded = (int) randomize.invokeExact(context, bytes);
        assert blinded == 1;
        return context;
      } catch (Throwable e) {
        throw failed(e);
      }
    }

    private static String resource() {
      OperatingSystem system = OperatingSystem.current();
      String folder =
          switch (system) {
            case LINUX -> NativeLibrary.isArm() ? "linux-aarch64" : "linux-x86_64";
            case MAC -> "darwin";
            case WINDOWS -> "mingw-x86_64";
          };
      return "/fr/acinq/secp256k1/jni/native/" + folder + "/" + system.fileName("secp256k1-jni");
    }
  }
}
