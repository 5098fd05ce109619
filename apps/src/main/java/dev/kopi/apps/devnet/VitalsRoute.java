package dev.kopi.apps.devnet;

import dev.kopi.adapters.json.Json;
import dev.kopi.adapters.rpc.server.GetRoute;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Serves the {@link DevnetVitals} on the public RPC ports of a devnet's engines. */
record VitalsRoute(Supplier<DevnetVitals> vitals) implements GetRoute {
  static final String PATH = "/devnet";

  @Override
  public @Nullable Response get(String path, Map<String, List<String>> query) {
    return path.equals(PATH) ? Response.json(200, Json.write(vitals.get().toJson())) : null;
  }
}
