package dev.kopi.apps.cli;

import picocli.CommandLine.IVersionProvider;

/** The version, as the build wrote it into the jar's manifest. */
final class Version implements IVersionProvider {
  @Override
  public String[] getVersion() {
    String version = Kopi.class.getPackage().getImplementationVersion();
    return new String[] {"kopi " + (version == null ? "(unpacked build)" : version)};
  }
}
