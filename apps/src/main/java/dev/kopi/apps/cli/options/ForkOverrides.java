package dev.kopi.apps.cli.options;

import dev.kopi.adapters.json.rollup.RollupJson;
import dev.kopi.apps.cli.values.Range;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

/** Activation times and a flag that replace those of {@code rollup.json}, with op-node's names. */
public final class ForkOverrides {
  private static final String TIMESTAMP =
      " activates, in Unix seconds; as in rollup.json when it is not set.";

  @Option(
      names = "--override.canyon",
      paramLabel = "TIMESTAMP",
      description = "When Canyon" + TIMESTAMP)
  @Range
  private @Nullable Long canyon;

  @Option(
      names = "--override.delta",
      paramLabel = "TIMESTAMP",
      description = "When Delta" + TIMESTAMP)
  @Range
  private @Nullable Long delta;

  @Option(
      names = "--override.ecotone",
      paramLabel = "TIMESTAMP",
      description = "When Ecotone" + TIMESTAMP)
  @Range
  private @Nullable Long ecotone;

  @Option(
      names = "--override.fjord",
      paramLabel = "TIMESTAMP",
      description = "When Fjord" + TIMESTAMP)
  @Range
  private @Nullable Long fjord;

  @Option(
      names = "--override.granite",
      paramLabel = "TIMESTAMP",
      description = "When Granite" + TIMESTAMP)
  @Range
  private @Nullable Long granite;

  @Option(
      names = "--override.holocene",
      paramLabel = "TIMESTAMP",
      description = "When Holocene" + TIMESTAMP)
  @Range
  private @Nullable Long holocene;

  @Option(
      names = "--override.isthmus",
      paramLabel = "TIMESTAMP",
      description = "When Isthmus" + TIMESTAMP)
  @Range
  private @Nullable Long isthmus;

  @Option(
      names = "--override.jovian",
      paramLabel = "TIMESTAMP",
      description = "When Jovian" + TIMESTAMP)
  @Range
  private @Nullable Long jovian;

  @Option(
      names = "--override.karst",
      paramLabel = "TIMESTAMP",
      description = "When Karst" + TIMESTAMP)
  @Range
  private @Nullable Long karst;

  @Option(
      names = "--override.lagoon",
      paramLabel = "TIMESTAMP",
      description =
          "When Lagoon activates, in Unix seconds: the node stops before it, since it is not"
              + " supported; as in rollup.json when it is not set.")
  @Range
  private @Nullable Long lagoon;

  @Option(
      names = "--override.pectrablobschedule",
      paramLabel = "TIMESTAMP",
      description =
          "When the blob base fee of L1 blocks is computed by Prague's parameters, in Unix seconds;"
              + " as in rollup.json when it is not set.")
  @Range
  private @Nullable Long pectraBlobSchedule;

  @Option(
      names = "--override.keep-karst-upgrade-gas",
      paramLabel = "true|false",
      arity = "0..1",
      fallbackValue = "true",
      description =
          "Whether the gas that Karst's first block adds to its gas limit stays in the limit of the"
              + " blocks after it; as in rollup.json when it is not set.")
  private @Nullable Boolean keepKarstUpgradeGas;

  /** Replaces these values in the tree of a {@code rollup.json}. */
  public void apply(ObjectNode rollup) {
    byKey()
        .forEach((key, time) -> {
          if (time != null) {
            rollup.put(key, time);
          }
        });
    if (keepKarstUpgradeGas != null) {
      rollup.put(RollupJson.KEEP_UPGRADE_GAS, keepKarstUpgradeGas);
    }
  }

  private Map<String, @Nullable Long> byKey() {
    Map<String, @Nullable Long> times = new LinkedHashMap<>();
    times.put("canyon_time", canyon);
    times.put("delta_time", delta);
    times.put("ecotone_time", ecotone);
    times.put("fjord_time", fjord);
    times.put("granite_time", granite);
    times.put("holocene_time", holocene);
    times.put("isthmus_time", isthmus);
    times.put("jovian_time", jovian);
    times.put("karst_time", karst);
    times.put("lagoon_time", lagoon);
    times.put("pectra_blob_schedule_time", pectraBlobSchedule);
    return times;
  }
}
