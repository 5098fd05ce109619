package dev.kopi.apps.cli.values;

import dev.kopi.apps.deployer.parameters.ForkSchedule;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A schedule of forks, such as {@code karst} or {@code isthmus=6,jovian=12}. */
public final class ForkSchedules implements ITypeConverter<ForkSchedule> {
  @Override
  public ForkSchedule convert(String text) {
    try {
      return ForkSchedule.parse(text);
    } catch (IllegalArgumentException e) {
      throw new TypeConversionException(String.valueOf(e.getMessage()));
    }
  }
}
