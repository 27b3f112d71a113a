package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.result.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command {@code plugin check}, over plugins that keep the rules and such that do not. */
class PluginCheckIT {
  private static final int RULES = io.goodflops.tck.Rule.values().length;

  /** Finding nothing, refusing nothing: text to fool terminals, pages and XML readers. */
  private static final String HOSTILE =
      """
      import io.goodflops.spi.*;
      import java.io.*;
      import java.util.List;
      public class Made implements DevicePlugin {
        static final String EVIL =
            "\\u001b[2J<script>alert(1)</script>]]>&\\u0000\\u0001\\ud800\\u202e'\\"";
        public String name() { return "made"; }
        public String version() { return EVIL; }
        public Discovery discover() {
          try {
            new FileOutputStream(FileDescriptor.err).write((EVIL + " said\\n").getBytes("UTF-8"));
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
          return Discovery.found(DeviceInfo.builder("made:0", EVIL, EVIL).build());
        }
        public Device open(DeviceInfo info) {
          if (!info.id().equals("made:0")) {
            long[] all = new long[Integer.MAX_VALUE - 8];
            throw new DeviceException("no " + all.length);
          }
          throw new Nasty();
        }
        public static class Nasty extends RuntimeException {
          @Override public String getMessage() { throw new IllegalStateException(EVIL); }
        }
      }
      """;

  @TempDir private Path folder;

  /** Locks, logs and whatever a child leaves lie in the test's own folder. */
  private Outcome check(Map<String, String> environment, String... arguments) throws Exception {
    Map<String, String> all = new HashMap<>(environment);
    all.put("LC_ALL", "C.UTF-8");
    // the JVM tells of it on standard error, which is not the plugin's doing
    all.put("JAVA_TOOL_OPTIONS", "-Djava.io.tmpdir=" + folder);
    List<String> words = new ArrayList<>(List.of("plugin", "check"));
    words.addAll(List.of(arguments));
    List<String> command = Goodflops.command(words.toArray(String[]::new));
    command.removeIf(word -> word.startsWith("-Djava.io.tmpdir="));
    Outcome outcome = Outcome.of(folder, all, command);
    assertThat(Goodflops.orphans(folder)).isEmpty();
    assertThat(outcome.err()).doesNotContain("\tat ");
    return outcome;
  }

  private Outcome simulate(String program, String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of("simulator"));
    all.addAll(List.of(arguments));
    return check(
        Goodflops.simulator(folder, Goodflops.RATES + program), all.toArray(String[]::new));
  }

  private static List<String> rules(Outcome outcome) {
    return outcome.lines().stream().filter(line -> line.matches("[PDBKQT]\\d+ .*")).toList();
  }

  private static String rule(Outcome outcome, String id) {
    List<String> lines = outcome.lines();
    int at = 0;
    while (!lines.get(at).startsWith(id + " ")) {
      at++;
    }
    StringBuilder text = new StringBuilder(lines.get(at));
    while (lines.get(++at).startsWith(" ")) {
      text.append(' ').append(lines.get(at).strip());
    }
    return text.toString();
  }

  private static String last(Outcome outcome) {
    return outcome.lines().get(outcome.lines().size() - 1);
  }

  private List<Path> leftovers() throws Exception {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("goodflops-check"))
          .toList();
    }
  }

  @Test
  void referenceKeepsEveryRule() throws Exception {
    Path file = folder.resolve("report.xml");
    Outcome outcome = check(Map.of(), "reference", "--junit", file.toString());
    assertThat(outcome.exitCode()).as(outcome.out()).isZero();
    assertThat(rules(outcome)).hasSize(RULES).noneMatch(line -> line.contains("FAIL"));
    assertThat(last(outcome)).startsWith("conforms; ").contains(" passed, 0 failed, ");
    assertThat(rule(outcome, "P9")).contains("pass");
    assertThat(rule(outcome, "P13")).contains("pass");
    assertThat(outcome.out()).contains("Coverage of reference:0").contains("matmul plain");
    assertThat(outcome.out()).doesNotContain("\u001b");
    assertThat(leftovers()).isEmpty();

    JunitFile junit = JunitFile.read(file);
    assertThat(junit.all("testcase")).hasSize(RULES);
    assertThat(junit.stated("tests")).isEqualTo(RULES);
    assertThat(junit.stated("failures")).isEqualTo(junit.all("failure").size()).isZero();
    assertThat(junit.stated("skipped")).isEqualTo(junit.all("skipped").size()).isPositive();
    assertThat(junit.all("skipped"))
        .allSatisfy(one -> assertThat(one.getAttribute("message")).startsWith("not verified: "));
    long passed = rules(outcome).stream().filter(line -> line.contains("  pass  ")).count();
    assertThat(passed).isEqualTo(RULES - junit.stated("skipped"));
  }

  @Test
  void aProcessThatDiesIsBlamedOnItsRuleAndTheOthersGoOn() throws Exception {
    String program =
        """
        devices = 2
        device.0.fault.a = crash
        device.0.fault.a.kind = triad
        device.1.fault.a = exit
        device.1.fault.a.in = compile
        device.1.fault.a.kind = copy
        """;
    Path file = folder.resolve("report.xml");
    Outcome outcome =
        simulate(
            program,
            "--rule=K3",
            "--rule=k12",
            "--rule=Q4",
            "--rule=P9",
            "--rule=P13",
            "--op=triad",
            "--op=copy",
            "--junit=" + file);
    assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(1);
    assertThat(rules(outcome)).hasSize(10);
    String first = outcome.out().substring(0, outcome.out().indexOf("Device simulator:1"));
    String second = outcome.out().substring(first.length());
    Outcome crashed = new Outcome(1, first, "");
    assertThat(rule(crashed, "K3"))
        .contains("FAIL")
        .contains("its process crashed with SIGSEGV")
        .contains("while K3 was checked")
        .contains("crash.log")
        .contains(
            "again: goodflops plugin check simulator --rule K3 --op triad --device simulator:0"
                + " --seed 20260101")
        // the op it died in
        .contains("while K3 was checked, at its last launch (Triad[")
        .contains("lane PLAIN, inputs RANDOM, seed ");
    assertThat(rule(crashed, "K12")).contains("  pass  ");
    assertThat(rule(crashed, "Q4")).contains("  pass  ");
    assertThat(rule(crashed, "P9")).contains("  pass  ");
    assertThat(rule(crashed, "P13")).contains("not verified");
    Outcome exited = new Outcome(1, second, "");
    assertThat(rule(exited, "K3"))
        .contains("FAIL")
        .contains("exit code 7")
        .contains("at its last compile (Copy[");
    assertThat(rule(exited, "P13")).contains("FAIL").contains("while K3 was checked");
    assertThat(rule(exited, "Q4")).contains("  pass  ");
    assertThat(rule(exited, "P9")).contains("  pass  ");
    assertThat(last(outcome))
        .startsWith("does not conform: ")
        .contains("K3 on simulator:0")
        .contains("P13 on simulator:1");
    assertThat(leftovers()).hasSize(2);
    JunitFile junit = JunitFile.read(file);
    assertThat(junit.all("testsuite")).hasSize(2);
    assertThat(junit.all("testcase")).hasSize(10);
    assertThat(junit.stated("failures")).isEqualTo(junit.all("failure").size()).isEqualTo(4);
  }

  @Test
  void aHangIsNamedAndOnlyItsRuleFails() throws Exception {
    Outcome outcome =
        simulate(
            "fault.a = hang\nfault.a.in = finish\nfault.a.kind = triad\n",
            "--rule=Q1",
            "--rule=K12",
            "--rule=Q4",
            "--op=triad",
            "--timeout=16s");
    assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(1);
    assertThat(rule(outcome, "Q1"))
        .contains("FAIL")
        .contains("in thread main, in io.goodflops.plugin.simulator.")
        .contains("its process was killed while Q1 was checked, at its last launch (Triad[")
        .contains("--rule Q1 --op triad --device simulator:0 --seed 20260101 --timeout 16s");
    assertThat(rule(outcome, "K12")).contains("  pass  ");
    assertThat(rule(outcome, "Q4")).contains("  pass  ");
    assertThat(last(outcome)).startsWith("does not conform: Q1; 2 passed, 1 failed");
  }

  @Test
  void aFinishThatDoesNotWaitIsNamedFirst() throws Exception {
    for (String share : List.of("0", "0.5")) {
      Outcome outcome =
          simulate(
              "fault.a = early\nfault.a.share = " + share + "\n",
              "--op=matmul",
              "--rule=B6",
              "--rule=Q1",
              "--rule=T1",
              "--rule=T2");
      assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(1);
      assertThat(rule(outcome, "T1"))
          .contains("FAIL")
          .contains("finish() returned")
          .contains("it had to wait for work that was not done");
      assertThat(last(outcome)).startsWith("does not conform: T1");
    }
    Outcome late = simulate("fault.a = late\n", "--rule=T1", "--rule=Q1");
    assertThat(rule(late, "T1")).contains("FAIL").contains("but the last one had not run");
    assertThat(last(late)).startsWith("does not conform: T1, Q1; ");
  }

  /** Its buffers are right until something was compiled in the same process. */
  private static final String KEEPS =
      """
      import io.goodflops.spi.*;
      import java.util.List;
      import java.util.Optional;
      import java.nio.ByteBuffer;
      public class Made implements DevicePlugin {
        static boolean surveyed;
        public String name() { return "made"; }
        public String version() { return "1"; }
        public Discovery discover() {
          return Discovery.found(DeviceInfo.builder("made:0", "Made", "Made").build());
        }
        public Device open(DeviceInfo info) {
          return new Device() {
            public Kernel compile(Op op, Lane lane) throws UnsupportedOpException {
              surveyed = true;
              throw new UnsupportedOpException("nothing is done here");
            }
            public Buffer allocate(TensorSpec spec) {
              byte[] bytes = new byte[(int) spec.bytes()];
              return new Buffer() {
                public TensorSpec spec() { return spec; }
                public void write(long at, ByteBuffer source) {
                  source.get(bytes, (int) at, source.remaining());
                  if (surveyed && bytes.length > 0) bytes[0] ^= 1;
                }
                public void read(long at, ByteBuffer target) {
                  target.put(bytes, (int) at, target.remaining());
                }
                public void close() {}
              };
            }
            public Queue openQueue() { throw new DeviceException("no queue"); }
            public void close() {}
          };
        }
      }
      """;

  @Test
  void whatFailsOnlyAfterOtherRulesIsSaidTo() throws Exception {
    Path jar = MadePlugin.of(folder, KEEPS);
    Outcome outcome = check(Map.of(), jar.toString(), "--rule=B1", "--rule=D2");
    assertThat(rule(outcome, "B1")).contains("FAIL");
    assertThat(outcome.out())
        .contains("B1 passed when it was checked again alone")
        .contains("--rule B1 --rule D2 --device made:0");
    Outcome alone = check(Map.of(), jar.toString(), "--rule=B1");
    assertThat(rule(alone, "B1")).contains("  pass  ");
  }

  @Test
  void badWordsAreNamedForWhatTheyAre() throws Exception {
    Outcome seed = check(Map.of(), "reference", "--seed=abc");
    assertThat(seed.exitCode()).isEqualTo(2);
    assertThat(seed.err()).contains("--seed is 'abc'; it must be a whole number");
    Outcome file = check(Map.of(), "reference", "--junit=/proc/x.xml");
    assertThat(file.exitCode()).isEqualTo(2);
    assertThat(file.err()).contains("/proc/x.xml").contains("the folder /proc takes no new files");
  }

  @Test
  void aPluginThatDiesEachTimeStillHasAllItsRules() throws Exception {
    Outcome outcome = simulate("fault.a = exit\nfault.a.in = discover\n");
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(rules(outcome)).hasSize(RULES);
    assertThat(rule(outcome, "P1")).contains("FAIL").contains("exit code 7");
    assertThat(rule(outcome, "P13")).contains("FAIL");
    assertThat(rule(outcome, "T1")).contains("not verified").contains("died 4 times");
    assertThat(rule(outcome, "P11")).contains("not verified").doesNotContain("died");
  }

  @Test
  void anAbsentPluginHasItsOwnRulesCheckedAndNoOthers() throws Exception {
    Outcome outcome =
        check(Map.of("GOODFLOPS_SIMULATOR", ""), "simulator", "--rule=P1", "--rule=K3");
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(rule(outcome, "P1")).contains("  pass  ").contains("absent: no program");
    assertThat(rule(outcome, "K3")).contains("not verified").contains("no device here");
    assertThat(last(outcome)).startsWith("not verified: the plugin is absent here (no program");
  }

  @Test
  void hostilePluginIsInertAndFound() throws Exception {
    Path jar = MadePlugin.of(folder, HOSTILE);
    Path file = folder.resolve("report.xml");
    Outcome outcome =
        check(
            Map.of(),
            jar.toString(),
            "--rule=P1",
            "--rule=P8",
            "--rule=P9",
            "--rule=P13",
            "--rule=D2",
            "--junit=" + file);
    assertThat(outcome.exitCode()).as(outcome.out()).isEqualTo(1);
    assertThat(rules(outcome)).hasSize(5);
    assertThat(rule(outcome, "P8"))
        .contains("FAIL")
        .contains("ran out of memory while P8 was checked");
    assertThat(rule(outcome, "P9"))
        .contains("FAIL")
        .contains("printed past Java's streams: [2J<script>alert(1)</script>");
    assertThat(rule(outcome, "D2")).contains("FAIL");
    assertThat(rule(outcome, "P13")).contains("not verified");
    assertThat(outcome.out() + outcome.err())
        .matches(text -> text.chars().noneMatch(c -> c != '\n' && Character.isISOControl(c)));
    assertThat(Files.readString(file)).doesNotContain("<script>");
    assertThat(JunitFile.read(file).all("testcase")).hasSize(5);
  }

  @Test
  void jsonIsOneDocumentWithEveryRule() throws Exception {
    Outcome outcome =
        simulate(
            "fault.a = wrong\nfault.a.kind = matmul\nfault.a.dtype = FP16\n",
            "--json",
            "--rule=K3",
            "--rule=P5",
            "--op=matmul",
            "--seed=77");
    Map<String, Object> document = Json.parseObject(outcome.out());
    assertThat(outcome.exitCode()).isEqualTo(1);
    assertThat(document).containsEntry("exitCode", 1).containsEntry("seed", 77);
    Map<?, ?> device = (Map<?, ?>) ((List<?>) document.get("devices")).get(0);
    assertThat((List<?>) device.get("findings"))
        .hasSize(2)
        .anySatisfy(
            finding ->
                assertThat(((Map<?, ?>) finding).get("repro"))
                    .isEqualTo(
                        "goodflops plugin check simulator --rule K3 --op matmul --device"
                            + " simulator:0 --seed 77"));
    assertThat((List<?>) device.get("coverage")).isNotEmpty();
  }

  @Test
  void anUntrustedPluginIsNotStarted() throws Exception {
    Path jar =
        MadePlugin.of(
            folder,
            HOSTILE.replace(
                "public String name() {", "static { System.exit(9); } public String name() {"));
    Path trust = Files.writeString(folder.resolve("trust"), "0".repeat(64) + "\n");
    Outcome outcome = check(Map.of(), jar.toString(), "--trust", trust.toString());
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err()).contains("is not trusted").contains("SHA-256");
    assertThat(rules(outcome)).isEmpty();
    // and if it is trusted, its process ends while it is loaded
    Outcome started = check(Map.of(), jar.toString(), "--rule=P1", "--rule=K3");
    assertThat(started.exitCode()).isEqualTo(1);
    assertThat(rule(started, "P1")).contains("FAIL").contains("exit code 9");
    assertThat(rule(started, "K3")).contains("not verified").contains("loaded");
  }
}
