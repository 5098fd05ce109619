package dev.kopi.services.challenger.trace;

import java.time.Duration;
import java.util.List;

/**
 * How the fault-proof VM is run.
 *
 * @param machine the command of the VM, to which {@code run} or {@code witness} is added
 * @param server the command of the pre-image server, without what the execution is about
 * @param flavor which names the server's options have
 * @param l1Url an L1 node
 * @param beaconUrl its beacon API
 * @param l2Urls L2 execution nodes
 * @param snapshotInterval steps between two states that are kept
 * @param infoInterval steps between two lines of progress
 * @param timeout the longest that a run may take
 */
public record CannonConfig(
    List<String> machine,
    List<String> server,
    Flavor flavor,
    String l1Url,
    String beaconUrl,
    List<String> l2Urls,
    long snapshotInterval,
    long infoInterval,
    Duration timeout) {
  /** Copies the lists. */
  public CannonConfig {
    machine = List.copyOf(machine);
    server = List.copyOf(server);
    l2Urls = List.copyOf(l2Urls);
  }

  /** The names of a server's options. */
  public enum Flavor {
    /** Those of op-program. */
    OP_PROGRAM,
    /** Those of kona-host. */
    KONA
  }

  /**
   * The command of the server for an execution.
   *
   * @param dataFolder where it keeps pre-images
   */
  List<String> serverCommand(ExecutionInputs inputs, String dataFolder) {
    List<String> command = new java.util.ArrayList<>(server);
    String l2 = String.join(",", l2Urls);
    String block = Long.toString(inputs.l2Block());
    command.addAll(
        switch (flavor) {
          case OP_PROGRAM ->
              List.of(
                  "--server",
                  "--l1",
                  l1Url,
                  "--l1.beacon",
                  beaconUrl,
                  "--l2",
                  l2,
                  "--datadir",
                  dataFolder,
                  "--l1.head",
                  inputs.l1Head().toHex(),
                  "--l2.head",
                  inputs.l2Head().toHex(),
                  "--l2.outputroot",
                  inputs.agreedOutput().toHex(),
                  "--l2.claim",
                  inputs.claim().toHex(),
                  "--l2.blocknumber",
                  block);
          case KONA ->
              List.of(
                  "--server",
                  "--l1-node-address",
                  l1Url,
                  "--l1-beacon-address",
                  beaconUrl,
                  "--l2-node-address",
                  l2,
                  "--data-dir",
                  dataFolder,
                  "--l1-head",
                  inputs.l1Head().toHex(),
                  "--agreed-l2-head-hash",
                  inputs.l2Head().toHex(),
                  "--agreed-l2-output-root",
                  inputs.agreedOutput().toHex(),
                  "--claimed-l2-output-root",
                  inputs.claim().toHex(),
                  "--claimed-l2-block-number",
                  block);
        });
    return command;
  }
}
