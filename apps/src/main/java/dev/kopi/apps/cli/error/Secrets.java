package dev.kopi.apps.cli.error;

import java.util.regex.Pattern;

/** Keeps secrets out of messages and logs. */
public final class Secrets {
  private static final Pattern CREDENTIALS = Pattern.compile("//[^/@\\s]*@");

  private Secrets() {}

  /** A text in which the user and the password of URLs are hidden. */
  public static String hidden(String text) {
    return CREDENTIALS.matcher(text).replaceAll("//***@");
  }
}
