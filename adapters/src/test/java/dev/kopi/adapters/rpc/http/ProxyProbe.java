package dev.kopi.adapters.rpc.http;

import dev.kopi.adapters.rpc.RpcTransportException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;

/** A program that sends one request, so that a test can give it an environment. */
final class ProxyProbe {
  private ProxyProbe() {}

  public static void main(String[] args) {
    try {
      HttpResponse response =
          new HttpEndpoint(URI.create(args[0]), 1000).get("", Map.of(), Duration.ofSeconds(20));
      System.out.println("status " + response.status());
    } catch (RpcTransportException e) {
      System.out.println("failed: " + e.getMessage());
    }
  }
}
