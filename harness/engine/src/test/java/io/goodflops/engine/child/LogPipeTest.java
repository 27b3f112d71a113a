package io.goodflops.engine.child;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(value = 30, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LogPipeTest {
  @TempDir private Path folder;

  @Test
  void keepsWhatACommandPrints() throws Exception {
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    try (LogPipe pipe = LogPipe.open(folder, log)) {
      assertThat(start(pipe.prefix(), "echo out; echo err >&2").waitFor()).isZero();
    }
    assertThat(log.toString(StandardCharsets.UTF_8)).isEqualTo("out\nerr\n");
    assertThat(folder).isEmptyDirectory();
  }

  /** As it is where the host is killed between making the pipe and reading from it. */
  @Test
  void aCommandWithoutAHostEndsAndIsToldThatNobodyReads() throws Exception {
    Path pipe = folder.resolve("output");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    Process command = start(LogPipe.prefix(pipe), "trap '' PIPE; echo out || exit 7");
    try {
      assertThat(command.waitFor(10, TimeUnit.SECONDS)).isTrue();
      assertThat(command.exitValue()).isEqualTo(7);
    } finally {
      command.destroyForcibly();
    }
  }

  private static Process start(List<String> prefix, String script) throws Exception {
    List<String> words = new ArrayList<>(prefix);
    words.addAll(List.of("/bin/sh", "-c", script));
    return new ProcessBuilder(words).start();
  }
}
