package dev.kopi.adapters.p2p.multistream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.kopi.adapters.p2p.wire.MemoryPipe;
import dev.kopi.adapters.p2p.wire.Reads;
import dev.kopi.core.primitives.Hex;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class MultistreamTest {
  private final MemoryPipe[] ends = MemoryPipe.pair();

  private CompletableFuture<String> accepting(String... protocols) {
    return CompletableFuture.supplyAsync(() -> {
      try {
        return Multistream.accept(ends[1], Set.of(protocols));
      } catch (IOException e) {
        return "refused: " + e.getMessage();
      }
    });
  }

  @Test
  void takesTheFirstProposalThatThePeerHas() throws IOException {
    CompletableFuture<String> other = accepting("/b", "/c");
    assertThat(Multistream.propose(ends[0], List.of("/a", "/b", "/c"))).isEqualTo("/b");
    assertThat(other.join()).isEqualTo("/b");
  }

  @Test
  void saysWhenThePeerHasNone() {
    CompletableFuture<String> other = accepting("/b");
    assertThatThrownBy(() -> Multistream.propose(ends[0], List.of("/a", "/x")))
        .isInstanceOf(NoCommonProtocolException.class);
    ends[0].closeWrite();
    assertThat(other.join()).startsWith("refused");
  }

  @Test
  void understandsHeaderProposalAndDataInOnePiece() throws IOException {
    ends[0].write(Hex.decode("132f6d756c746973747265616d2f312e302e300a"));
    ends[0].write("\u0003/b\nhello".getBytes(StandardCharsets.US_ASCII));
    assertThat(accepting("/b").join()).isEqualTo("/b");
    assertThat(Reads.exactly(ends[1], 5)).isEqualTo("hello".getBytes(StandardCharsets.US_ASCII));
  }

  @Test
  void refusesAMessageThatIsTooLongBeforeReadingIt() {
    ends[0].write(Hex.decode("ffffffff0f"));
    assertThat(accepting("/b").join()).contains("at most");
  }

  @Test
  void givesUpAfterTooManyProposals() {
    ends[0].write(Hex.decode("132f6d756c746973747265616d2f312e302e300a"));
    for (int i = 0; i < 31; i++) {
      ends[0].write("\u0003/x\n".getBytes(StandardCharsets.US_ASCII));
    }
    assertThat(accepting("/b").join()).startsWith("refused");
  }
}
