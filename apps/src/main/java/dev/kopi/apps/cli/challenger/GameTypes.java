package dev.kopi.apps.cli.challenger;

import dev.kopi.core.dispute.rules.GameType;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a type of games by op-challenger's name, or by its number. */
final class GameTypes implements ITypeConverter<GameType> {
  @Override
  public GameType convert(String text) {
    GameType type =
        text.matches("[0-9]{1,10}") ? GameType.of(Long.parseLong(text)) : GameType.named(text);
    if (type == null) {
      throw new TypeConversionException(
          "it must be cannon, permissioned, cannon-kona, alphabet or fast");
    }
    return type;
  }
}
