package io.goodflops.engine.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class BoundedLogTest {
  private static final int HEAD = 10;
  private static final int TAIL = 7;

  /** Whatever the pieces, and at whatever place they are cut. */
  @Property
  void keepsTheBeginningAndTheEnd(@ForAll @Size(max = 12) List<@IntRange(max = 40) Integer> pieces)
      throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    try (BoundedLog log = new BoundedLog(file, HEAD, TAIL)) {
      byte next = 0;
      for (int size : pieces) {
        byte[] piece = new byte[size + 2];
        for (int i = 1; i <= size; i++) {
          piece[i] = next++;
        }
        log.write(piece, 1, size);
        all.write(piece, 1, size);
        assertThat(file.size()).isLessThanOrEqualTo(HEAD);
      }
    }
    byte[] written = all.toByteArray();
    byte[] kept = file.toByteArray();
    if (written.length <= HEAD + TAIL) {
      assertThat(kept).isEqualTo(written);
    } else {
      String note = "\n[" + (written.length - HEAD - TAIL) + " bytes left out]\n";
      assertThat(kept).hasSize(HEAD + note.length() + TAIL);
      assertThat(kept).startsWith(Arrays.copyOf(written, HEAD));
      assertThat(new String(kept, HEAD, note.length(), java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo(note);
      assertThat(kept).endsWith(Arrays.copyOfRange(written, written.length - TAIL, written.length));
    }
  }

  @Test
  void nothingIsWrittenAfterTheEnd() throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    BoundedLog log = new BoundedLog(file, HEAD, TAIL);
    log.write('a');
    log.close();
    log.write('b');
    log.close();
    assertThat(file.toByteArray()).containsExactly('a');
  }
}
