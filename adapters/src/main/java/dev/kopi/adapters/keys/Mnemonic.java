package dev.kopi.adapters.keys;

import dev.kopi.core.primitives.DecodeException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * A mnemonic of English words. It is never written to text.
 *
 * @see <a href="https://github.com/bitcoin/bips/blob/master/bip-0039.mediawiki">BIP-39</a>
 */
public final class Mnemonic {
  private static final int ITERATIONS = 2048;
  private static final int SEED_BITS = 512;
  private static final int BITS_PER_WORD = 11;

  private final List<String> words;

  private Mnemonic(List<String> words) {
    this.words = words;
  }

  /**
   * Reads a mnemonic and checks its words and its checksum.
   *
   * @param text 12, 15, 18, 21 or 24 words
   * @throws DecodeException when it is not one; the message quotes no word of it
   */
  public static Mnemonic parse(String text) {
    List<String> words = List.of(text.strip().toLowerCase(Locale.ROOT).split("\\s+"));
    int count = words.size();
    if (count < 12 || count > 24 || count % 3 != 0) {
      throw new DecodeException("a mnemonic has 12, 15, 18, 21 or 24 words, found " + count);
    }
    byte[] bits = new byte[(count * BITS_PER_WORD + 7) / 8];
    List<String> known = WordList.ENGLISH;
    for (int i = 0; i < count; i++) {
      int index = Collections.binarySearch(known, words.get(i));
      if (index < 0) {
        throw new DecodeException("word " + (i + 1) + " of the mnemonic is not an English word");
      }
      for (int bit = 0; bit < BITS_PER_WORD; bit++) {
        if ((index >> (BITS_PER_WORD - 1 - bit) & 1) != 0) {
          int at = i * BITS_PER_WORD + bit;
          bits[at / 8] |= (byte) (0x80 >> at % 8);
        }
      }
    }
    checkSum(bits, count);
    return new Mnemonic(words);
  }

  private static void checkSum(byte[] bits, int words) {
    int checkBits = words / 3;
    int entropyBytes = checkBits * 4;
    byte[] entropy = Arrays.copyOf(bits, entropyBytes);
    int expected = sha256(entropy)[0] & 0xff;
    int found = bits[entropyBytes] & 0xff;
    if (expected >> (8 - checkBits) != found >> (8 - checkBits)) {
      throw new DecodeException("the checksum of the mnemonic is wrong: a word is mistaken");
    }
  }

  /** The seed without a passphrase, 64 bytes. */
  byte[] seed() {
    String phrase = Normalizer.normalize(String.join(" ", words), Normalizer.Form.NFKD);
    try {
      PBEKeySpec spec =
          new PBEKeySpec(
              phrase.toCharArray(),
              "mnemonic".getBytes(StandardCharsets.UTF_8),
              ITERATIONS,
              SEED_BITS);
      return SecretKeyFactory.getInstance("PBKDF2WithHmacSHA512").generateSecret(spec).getEncoded();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has PBKDF2WithHmacSHA512", e);
    }
  }

  private static byte[] sha256(byte[] bytes) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(bytes);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "Mnemonic(hidden)";
  }

  private static final class WordList {
    static final List<String> ENGLISH = load();

    private static List<String> load() {
      try (InputStream in = Mnemonic.class.getResourceAsStream("bip39-english.txt")) {
        if (in == null) {
          throw new IllegalStateException("bip39-english.txt is not in the program");
        }
        return new String(in.readAllBytes(), StandardCharsets.US_ASCII).lines().toList();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }
}
