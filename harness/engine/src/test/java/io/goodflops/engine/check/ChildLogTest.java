package io.goodflops.engine.check;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChildLogTest {
  private static final String CRASH =
      """
      #
      # A fatal error has been detected by the Java Runtime Environment:
      #
      #  SIGSEGV (0xb) at pc=0x00007f, pid=1, tid=2
      [error occurred during error reporting]
      """;

  @TempDir private Path folder;

  private Optional<String> foreign(String text, long from, boolean crashed) throws IOException {
    Path file = Files.writeString(folder.resolve("log.txt"), text);
    return new ChildLog(file).firstForeignLine(from, crashed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "\n\n",
        "OpenJDK 64-Bit Server VM warning: You have loaded library /a.so which might have",
        "[12.345s][warning][os,thread] Failed to start thread",
        "WARNING: A restricted method in java.lang.System has been called",
        "WARNING: Use --enable-native-access=ALL-UNNAMED to avoid a warning",
        "Terminating due to java.lang.OutOfMemoryError: Java heap space"
      })
  void whatTheJvmSaysIsNotThePlugins(String text) throws IOException {
    assertThat(foreign(text, 0, false)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "# hello",
        "WARNING: your driver is old",
        "[warning] driver",
        "free(): invalid pointer"
      })
  void everythingElseIs(String text) throws IOException {
    assertThat(foreign("OpenJDK 64-Bit Server VM warning: x\n" + text, 0, false)).contains(text);
  }

  @Test
  void whatCameBeforeThePluginDoesNotCount() throws IOException {
    String before = "Picked up JAVA_TOOL_OPTIONS: -Dx=y\n";
    assertThat(foreign(before, before.length(), false)).isEmpty();
    assertThat(foreign(before + "hello\n", before.length(), false)).contains("hello");
    assertThat(foreign(before, Long.MAX_VALUE, false)).isEmpty();
  }

  @Test
  void theReportOfACrashIsTheJvms() throws IOException {
    assertThat(foreign(CRASH, 0, true)).isEmpty();
    assertThat(foreign("hello\n" + CRASH, 0, true)).contains("hello");
    assertThat(foreign("#\nhello\n" + CRASH, 0, true)).contains("#");
    // nobody crashed: somebody pretends to
    assertThat(foreign(CRASH, 0, false)).contains("#");
  }

  @Test
  void whatIsShownDoesNotSteerATerminal() throws IOException {
    assertThat(foreign("\u001b[2Jhello\u0007\n", 0, false)).contains("[2Jhello");
    assertThat(foreign("\u0007\n", 0, false)).contains("(nothing that can be shown)");
  }

  @Test
  void endForLackOfMemoryIsSeenBehindMuchElse() throws IOException {
    Path file = folder.resolve("log.txt");
    Files.writeString(
        file, "x\n".repeat(100_000) + "Terminating due to java.lang.OutOfMemoryError");
    assertThat(new ChildLog(file).saysOutOfMemory()).isTrue();
    Files.writeString(file, "OutOfMemoryError\n");
    assertThat(new ChildLog(file).saysOutOfMemory()).isFalse();
  }
}
