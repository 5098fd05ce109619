package dev.kopi.core.dispute.rules;

import static org.assertj.core.api.Assertions.assertThat;

import dev.kopi.core.dispute.claim.ClaimId;
import dev.kopi.core.dispute.claim.Clock;
import dev.kopi.core.dispute.claim.Position;
import dev.kopi.core.primitives.Address;
import dev.kopi.core.primitives.Hash;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Values that the contracts gave. */
class GameRulesTest {
  private static final Map<Integer, String> BONDS_OF_73 =
      Map.ofEntries(
          Map.entry(0, "80000000000000000"),
          Map.entry(1, "87594000000000000"),
          Map.entry(2, "95908800000000000"),
          Map.entry(3, "105013000000000000"),
          Map.entry(29, "1109781800000000000"),
          Map.entry(30, "1215127800000000000"),
          Map.entry(31, "1330474000000000000"),
          Map.entry(32, "1456769400000000000"),
          Map.entry(33, "1595053200000000000"),
          Map.entry(60, "18456699400000000000"),
          Map.entry(72, "54798270200000000000"),
          Map.entry(73, "59999999800000000000"));
  private static final Map<Integer, String> BONDS_OF_8 =
      Map.of(
          0, "80000000000000000",
          1, "183009000000000000",
          4, "2190890200000000000",
          5, "5011910000000000000",
          8, "59999999800000000000");

  private static Hash equalBytes(String hexByte) {
    return Hash.fromHex("0x" + hexByte.repeat(32));
  }

  @Test
  void bondsAreExactToTheWei() {
    BondCurve deep = BondCurve.of(73);
    BONDS_OF_73.forEach((depth, wei) -> assertThat(deep.at(depth)).hasToString(wei));
    BondCurve flat = BondCurve.of(8);
    BONDS_OF_8.forEach((depth, wei) -> assertThat(flat.at(depth)).hasToString(wei));
  }

  @Test
  void contextAndKeysAreThoseOfTheContract() {
    Position leaf = Position.of(1L << 30);
    LocalContext first = new LocalContext(equalBytes("cc"), Position.NONE, equalBytes("aa"), leaf);
    assertThat(first.hash().toHex())
        .isEqualTo("0x896cbd6ca2ed6bd5dc59ac81edb0935629752512e80d7f48e937dc1193d6ff4d");
    LocalContext later = new LocalContext(equalBytes("bb"), leaf, equalBytes("aa"), leaf.next());
    assertThat(later.hash().toHex())
        .isEqualTo("0xe9df0b0a233394c730de217825323fc8710dc7ce21f4484835c6c8e4a865648f");
    assertThat(LocalContext.key(1, Address.fromHex("0x" + "11".repeat(20)), first.hash()).toHex())
        .isEqualTo("0x0119ab90440110156c741760f61aa7699e26a5ab3c16d13da77251da9830832c");
    assertThat(new ClaimId(Position.of(2), equalBytes("aa"), 0).key().toHex())
        .isEqualTo("0x37623f6fad9f0844b5ba1c0a5d2c139b01f430ffea40aac7c19c330f1c611fb4");
  }

  private static GameParameters parameters(GameVersion version, long extension, long maxClock) {
    return new GameParameters(version, equalBytes("01"), 8, 4, extension, maxClock, 30);
  }

  @Test
  void versionsExtendClocksDifferently() {
    GameParameters old = parameters(GameVersion.V1_2, 10, 100);
    assertThat(old.clock(2, 90, 7)).isEqualTo(new Clock(90, 7));
    assertThat(old.clock(2, 91, 7)).isEqualTo(new Clock(90, 7));
    assertThat(old.clock(3, 90, 7)).as("not seen by 1.2.0").isEqualTo(new Clock(90, 7));
    assertThat(old.clock(3, 91, 7)).as("lowered by 1.2.0").isEqualTo(new Clock(80, 7));
    assertThat(old.clock(7, 91, 7)).as("no time to prepare a step").isEqualTo(new Clock(90, 7));
    assertThat(parameters(GameVersion.V1_2, 60, 100).clock(3, 50, 7)).as("underflow").isNull();
    GameParameters audited = parameters(GameVersion.V1_3, 10, 100);
    assertThat(audited.clock(2, 91, 7)).isEqualTo(new Clock(90, 7));
    assertThat(audited.clock(3, 81, 7)).isEqualTo(new Clock(80, 7));
    assertThat(audited.clock(7, 61, 7)).isEqualTo(new Clock(60, 7));
    assertThat(audited.clock(8, 61, 7)).isEqualTo(new Clock(61, 7));
  }

  @Test
  void parametersAreCheckedAsByTheConstructor() {
    assertThat(parameters(GameVersion.V1_2, 60, 100).error()).isNull();
    assertThat(parameters(GameVersion.V1_3, 60, 100).error())
        .isEqualTo(GameError.INVALID_CLOCK_EXTENSION);
    assertThat(parameters(GameVersion.V1_3, 10, 40).error()).isNull();
    assertThat(parameters(GameVersion.V1_3, 10, 39).error())
        .isEqualTo(GameError.INVALID_CLOCK_EXTENSION);
    Hash prestate = equalBytes("01");
    assertThat(new GameParameters(GameVersion.V1_3, prestate, 5, 4, 1, 9, 1).error())
        .isEqualTo(GameError.INVALID_SPLIT_DEPTH);
    assertThat(new GameParameters(GameVersion.V1_2, prestate, 5, 4, 1, 9, 1).error()).isNull();
    assertThat(new GameParameters(GameVersion.V1_4, prestate, 126, 4, 1, 9, 1).error())
        .isEqualTo(GameError.MAX_DEPTH_TOO_LARGE);
  }

  @Test
  void versionsAreKnownByWhatTheContractsSay() {
    assertThat(GameVersion.of("1.2.0")).isEqualTo(GameVersion.V1_2);
    assertThat(GameVersion.of("1.2.1")).isEqualTo(GameVersion.V1_3);
    assertThat(GameVersion.of("1.3.0")).isEqualTo(GameVersion.V1_3);
    assertThat(GameVersion.of("1.4.1")).isEqualTo(GameVersion.V1_4);
    assertThat(GameVersion.of("2.4.2")).isEqualTo(GameVersion.V1_4);
    assertThat(GameVersion.of("1.5.0-beta.2")).isEqualTo(GameVersion.V1_4);
    assertThat(GameVersion.of("1.1.0")).isNull();
    assertThat(GameVersion.of("3.0.0")).isNull();
    assertThat(GameVersion.of("new")).isNull();
  }
}
