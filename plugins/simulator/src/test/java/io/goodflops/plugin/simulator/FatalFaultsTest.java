package io.goodflops.plugin.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.Discovery;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The faults that no process survives, each in a process of its own. */
class FatalFaultsTest {
  @TempDir Path folder;

  @Test
  void crashIsARealSegmentationFault() throws Exception {
    Process child = start("crash");
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isIn(1, 134);
    assertThat(Files.readString(folder.resolve("hs_err.log"))).contains("SIGSEGV");
  }

  @Test
  void exitEndsTheProcess() throws Exception {
    Process child = start("exit");
    assertThat(child.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(child.exitValue()).isEqualTo(7);
  }

  @Test
  void hangNeverReturns() throws Exception {
    Process child = start("hang");
    try {
      assertThat(child.inputReader().readLine()).isEqualTo("started");
      assertThat(child.waitFor(500, TimeUnit.MILLISECONDS)).isFalse();
    } finally {
      child.destroyForcibly().waitFor();
    }
  }

  private Process start(String what) throws IOException {
    Path program = folder.resolve("program.properties");
    Files.writeString(program, "fault.a=" + what + "\nfault.a.in=discover\n");
    return new ProcessBuilder(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:ErrorFile=" + folder.resolve("hs_err.log"),
                "-XX:-CreateCoredumpOnCrash",
                "-Dgoodflops.simulator=" + program,
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName()))
        .directory(folder.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  /** Discovers, and says so if that returned. */
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      System.out.println("started");
      Discovery found = new SimulatorPlugin().discover();
      System.out.println("survived: " + found);
    }
  }
}
