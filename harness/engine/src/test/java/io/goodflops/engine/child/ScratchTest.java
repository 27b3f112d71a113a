package io.goodflops.engine.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What hosts that were killed have left is swept away, and nothing else. */
class ScratchTest {
  @TempDir private Path place;

  private Path left(String name, String owned) throws IOException {
    Path folder = Files.createDirectories(place.resolve(name).resolve("children"));
    Files.writeString(folder.resolve("of-a-driver"), "x");
    Files.writeString(folder.resolveSibling("lock"), "");
    Files.writeString(folder.resolveSibling("elsewhere.txt"), owned + "\n");
    return folder.getParent();
  }

  @Test
  void whatADeadHostOwnedGoesAway() throws IOException {
    Path dead = left("goodflops-run-1", "jmh123stdout");
    Path owned = Files.writeString(place.resolve("jmh123stdout"), "");
    Path others = Files.writeString(place.resolve("jmh124stdout"), "");
    Scratch.sweep(place, place);
    assertThat(dead).doesNotExist();
    assertThat(owned).doesNotExist();
    assertThat(others).exists();
  }

  @Test
  void whatALivingHostOwnsStays() throws IOException {
    Path living = left("goodflops-run-2", "jmh1stderr");
    Path owned = Files.writeString(place.resolve("jmh1stderr"), "");
    try (FileChannel channel = FileChannel.open(living.resolve("lock"), StandardOpenOption.WRITE);
        FileLock lock = channel.lock()) {
      Scratch.sweep(place, place);
      assertThat(lock.isValid()).isTrue();
    }
    assertThat(living.resolve("children/of-a-driver")).exists();
    assertThat(owned).exists();
  }

  @Test
  void listsLeadNowhereElse() throws IOException {
    Path precious = Files.writeString(place.resolve("precious"), "");
    left("goodflops-run-3", "precious\n../precious\njmh1stdout/../precious\n/etc/passwd");
    Scratch.sweep(place, place);
    assertThat(precious).exists();
  }

  @Test
  void whatOnlyLooksLikeOneStays() throws IOException {
    Path noLock = Files.createDirectories(place.resolve("goodflops-run-of-mine"));
    Path other = Files.createDirectories(place.resolve("goodflops-check77"));
    Scratch.sweep(place, place);
    assertThat(noLock).exists();
    assertThat(other).exists();
  }
}
