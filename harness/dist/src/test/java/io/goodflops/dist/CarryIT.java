package io.goodflops.dist;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * {@code hardware/carry run} as it runs where there is no Java, with the JDK of this build in place
 * of the runtime that {@code carry pack} makes. Packing takes longer than a test may.
 */
class CarryIT {
  private static final Path SOURCES = Layout.tree().resolve("plugins/gpu-bridge/hardware");

  @TempDir private Path folder;
  private Path carried;

  @BeforeEach
  void lay() throws IOException {
    carried = Files.createDirectory(folder.resolve("carried"));
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, carried.resolve(file.getFileName()), StandardCopyOption.COPY_ATTRIBUTES);
      }
    }
    Files.writeString(carried.resolve("facts"), "glibc=2.17\nmachine=x86_64\n");
    Files.createSymbolicLink(carried.resolve("runtime"), Path.of(System.getProperty("java.home")));
    // the launcher finds its home behind links, so the layout's own is not written to
    Path home = Files.createDirectories(carried.resolve("goodflops/bin")).getParent();
    Files.copy(Layout.home().resolve("bin/goodflops"), home.resolve("bin/goodflops"));
    home.resolve("bin/goodflops").toFile().setExecutable(true);
    for (String name : List.of("lib", "plugins")) {
      Files.createSymbolicLink(home.resolve(name), Layout.home().resolve(name));
    }
  }

  /** JUnit warns of links that lead out of its folder. */
  @AfterEach
  void removeLinks() throws IOException {
    List<Path> links;
    try (Stream<Path> files = Files.walk(folder)) {
      links = files.filter(Files::isSymbolicLink).toList();
    }
    for (Path link : links) {
      Files.delete(link);
    }
  }

  private Outcome carry(String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(carried.resolve("carry").toString()));
    command.addAll(List.of(arguments));
    return Outcome.of(
        folder,
        Map.of("LC_ALL", "C.UTF-8", "PATH", "/usr/bin:/bin", "JAVA_HOME", "", "CUDA_HOME", ""),
        command);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          run --stage frob            | 2 | --stage is 'frob'; there are: devices kit
          run --budget soon           | 2 | --budget is 'soon'; it must be whole seconds.
          run --system ../evil        | 2 | '../evil' must be made of letters
          run --plugin                | 2 | --plugin needs a value.
          run --frob                  | 2 | carry run [ARCHIVE]
          run missing.tar.xz          | 2 | there is no file missing.tar.xz.
          pack                        | 2 | pack needs the source tree
          frob                        | 2 | carry pack
          """)
  void wordsThatMakeNoSenseAreNamed(String arguments, int exitCode, String named) throws Exception {
    Outcome outcome = carry(arguments.strip().split(" "));
    assertThat(outcome.err()).contains(named);
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(exitCode);
  }

  @Test
  void withoutADeviceItSaysSo() throws Exception {
    assumeFalse(Files.exists(Path.of("/dev/nvidia0")), "there is a GPU");
    Outcome outcome = carry("run", "--plugin", "nvidia");
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(3);
    assertThat(outcome.err())
        .contains("carry: there is no device of plugin nvidia on this machine: CUDA");
    assertThat(folder.resolve("results")).doesNotExist();
  }

  @Test
  void aRuntimeThatDoesNotStartSaysWhatItNeeds() throws Exception {
    Files.delete(carried.resolve("runtime"));
    Path java = Files.createDirectories(carried.resolve("runtime/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\necho 'version GLIBC_2.17 not found' >&2\nexit 1\n");
    java.toFile().setExecutable(true);
    Outcome outcome = carry("run");
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err())
        .contains("version GLIBC_2.17 not found")
        .contains("the Java runtime does not start: it needs x86_64 and glibc 2.17 or later");
  }

  @Test
  void anArchiveThatIsDamagedIsNotUnpacked() throws Exception {
    Path archive = Files.writeString(folder.resolve("a.tar.xz"), "no archive");
    Files.writeString(folder.resolve("a.tar.xz.sha256"), "0".repeat(64) + "  a.tar.xz\n");
    Outcome outcome = carry("run", archive.toString());
    assertThat(outcome.exitCode()).isEqualTo(3);
    assertThat(outcome.err()).contains("is damaged: it has not the SHA-256 of ");
    assertThat(folder.resolve("carried.new")).doesNotExist();
  }

  /** Writes down what it is told, and leaves what a run leaves that ends with the next code. */
  private static final String TOLD =
      """
      #!/bin/sh
      [ "$1" != devices ] || { echo '    "model" : "Some Chip 7",'; exit 0; }
      echo "$@" >>"$TOLD"
      code=$(head -n 1 "$CODES"); sed -i 1d "$CODES"
      for folder in "$@"; do :; done
      case $1 in run) mkdir -p "$folder"; touch "$folder/journal.jsonl" ;; esac
      [ "$code" != 0 ] || echo '"status" : "COMPLETE"' >"$folder/run.json"
      exit "$code"
      """;

  /** An archive is unpacked; what was cut off goes on; what has ended is not done again. */
  @Test
  void stagesGoOnWhereTheyWereCutOff() throws Exception {
    Path launcher = carried.resolve("goodflops/bin/goodflops");
    Files.writeString(launcher, TOLD);
    Files.delete(carried.resolve("runtime"));
    Path java = Files.createDirectories(carried.resolve("runtime/bin")).resolve("java");
    Files.writeString(java, "#!/bin/sh\n");
    java.toFile().setExecutable(true);
    Path archive = Files.createDirectory(folder.resolve("there")).resolve("carried.tar.gz");
    Outcome packed =
        Outcome.of(folder, Map.of(), List.of("tar", "-czf", archive.toString(), "carried"));
    assertThat(packed.exitCode()).as(packed.err()).isZero();
    Path codes = Files.writeString(folder.resolve("codes"), "143\n0\n1\n");
    List<String> command = new ArrayList<>(List.of(carried.resolve("carry").toString(), "run"));
    command.addAll(List.of(archive.toString(), "--run", "first", "--budget", "7"));
    command.addAll(List.of("--stage", "standard", "--stage", "kit"));
    Map<String, String> environment =
        Map.of(
            "PATH", "/usr/bin:/bin",
            "CODES", codes.toString(),
            "TOLD", folder.resolve("told").toString());
    Outcome cut = Outcome.of(folder, environment, command.subList(0, command.size() - 2));
    assertThat(cut.exitCode()).as(cut.err()).isEqualTo(3);
    assertThat(cut.err()).contains("carry: standard: it was cut off; the same words go on");
    Outcome ended = Outcome.of(folder, environment, command);
    assertThat(ended.exitCode()).as(ended.err()).isEqualTo(1);
    Outcome again = Outcome.of(folder, environment, command);
    assertThat(again.exitCode()).as(again.err()).isEqualTo(1);
    assertThat(again.err())
        .contains("carry: standard: done before, exit code 0")
        .contains("carry: kit: done before, exit code 1");
    String results = folder.resolve("results/nvidia/some-chip-7/first").toString();
    String device = "--plugin nvidia --device nvidia:0 ";
    assertThat(folder.resolve("told"))
        .content()
        .startsWith(
            "run "
                + device
                + "--suite standard --budget 7s --out "
                + results
                + "-standard\nrun --resume "
                + results
                + "-standard\nplugin check "
                + folder.resolve("there/carried/goodflops/plugins/nvidia")
                + " --device nvidia:0 --timeout 7s --junit "
                + results
                + "-check/kit.xml\n");
    assertThat(Path.of(results + "-check/machine.txt")).content().contains("glibc: 2.17");
    assertThat(Path.of(results + "-check/standard.code")).hasContent("0");
    assertThat(folder.resolve("results/nvidia-some-chip-7-first.tar.gz")).isNotEmptyFile();
  }

  private static final String COLUMNS =
      "\ufeffid,workload,dtype,lane,outcome,reason,suspect,disturbed,flops,bytes,time_ns,"
          + "effective_tflops,gigabytes_per_second\n";

  /** One of our turns; PyTorch's launches take seconds for the same FLOPs and bytes. */
  private static String turn(double gemm, double triad, double step) {
    return COLUMNS
        + "g,gemm-8192x8192x8192-nn-bf16-out-bf16,BF16,plain,MEASURED,,,,8e11,,1e6,"
        + gemm
        + ",\nf,gemm-8192x8192x8192-nt-fp8_e4m3-out-bf16,FP8_E4M3,plain,MEASURED,,,,8e11,,5e5,1500,\n"
        + "t,triad-1.50GiB-fp32,FP32,plain,MEASURED,,,,,3e9,1e6,,"
        + triad
        + "\nc,copy-2GiB-fp32,FP32,plain,MEASURED,,,,,2e9,1e6,,2000\n"
        + "s,train-decoder-4x768-s512-b4-bf16,BF16,op-by-op,MEASURED,,,skewed,1,1,"
        + step
        + ",,\nr,train-decoder-4x768-s512-b4-bf16,BF16,replay,UNSUPPORTED,no graphs,,,1,1,,,\n";
  }

  private static final String MEMORY =
      COLUMNS
          + "r,read-1GiB-fp32,FP32,plain,MEASURED,,,,,1,1,,4000\n"
          + "c,copy-1GiB-fp32,FP32,plain,MEASURED,,,,,1,1,,3500\n"
          + "t,triad-1.50GiB-fp32,FP32,plain,MEASURED,,,,,1,1,,3400\n"
          + "n,layer-norm-a-fp32,FP32,plain,MEASURED,,,,,1,1,,3600\n"
          + "m,softmax-a-fp32,FP32,plain,MEASURED,,,,,1,1,,3300\n"
          + "a,add-a-fp32,FP32,plain,MEASURED,,too fast,,,1,1,,9000\n"
          + "w,adamw-a-fp32,FP32,plain,WRONG,off by one,,,,1,,,\n";

  private static String torch(double gemm, double copy, double step) {
    return "{\"seconds\": {\"matmul BF16\": %1$s, \"matmul FP8_E4M3\": %1$s, \"copy FP32\": %2$s, \"decoder BF16 OP_BY_OP\": %3$s}}"
        .formatted(gemm, copy, step);
  }

  private Outcome table(Path base) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/python3")), "there is no python3");
    return Outcome.of(
        folder,
        Map.of(),
        List.of("/usr/bin/python3", carried.resolve("table.py").toString(), base.toString()));
  }

  /** 8e11 FLOPs in 1 ms are 800 TFLOP/s, 2e9 bytes in 1 ms 2000 GB/s. */
  @Test
  void theTableHoldsOursAgainstBothTurnsAround() throws Exception {
    Path base = folder.resolve("run");
    Path check = Files.createDirectory(folder.resolve("run-check"));
    Files.writeString(check.resolve("kit.code"), "0\n");
    // each of ours lies between one of 0.5 and one of 1.5 ms, steps between 2 and 4 ms
    Files.writeString(check.resolve("torch-1.json"), torch(0.0005, 0.001, 0.002));
    Files.writeString(check.resolve("torch-2.json"), torch(0.0015, 0.001, 0.004));
    Files.writeString(check.resolve("torch-3.json"), torch(0.0005, 0.001, 0.002));
    for (String turn : List.of("1", "2")) {
      Path run = Files.createDirectory(folder.resolve("run-torch-" + turn));
      Files.writeString(
          run.resolve("cases.csv"), turn.equals("1") ? turn(780, 1900, 1e6) : turn(776, 1880, 3e6));
    }
    Path memory = Files.createDirectory(folder.resolve("run-memory"));
    Files.writeString(memory.resolve("cases.csv"), MEMORY);
    Outcome outcome = table(base);
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(1);
    String turns = "2 of our turns between 3 of theirs that differ by ";
    assertThat(Files.readAllLines(check.resolve("table.csv")))
        .containsExactly(
            "what,found,unit,against,theirs,share,wanted,verdict,note",
            "conformance kit,0,exit code,,,,0,reached,",
            "GEMM BF16 8192^3,778.0,TFLOP/s,PyTorch,800.0,0.9725,0.97,reached," + turns + "200.0 %",
            "GEMM FP8_E4M3 8192^3,1500.0,TFLOP/s,PyTorch,800.0,1.875,,shown," + turns + "200.0 %",
            "triad FP32,1890.0,GB/s,PyTorch's copy,2000.0,0.945,0.95,MISSED," + turns + "0.0 %",
            "triad FP32,3400.0,GB/s,our copy,3500.0,0.9714285714285714,0.95,reached,",
            "layer-norm-a-fp32,3600.0,GB/s,\"best of read, copy, triad\",4000.0,0.9,0.85,reached,",
            "softmax-a-fp32,3300.0,GB/s,\"best of read, copy, triad\",4000.0,0.825,0.85,MISSED,",
            "add-a-fp32,9000.0,GB/s,\"best of read, copy, triad\",4000.0,2.25,0.85,SUSPECT,suspect: too fast",
            "adamw-a-fp32,,GB/s,\"best of read, copy, triad\",,,0.85,NOT MEASURED,w is WRONG: off by one",
            "\"GPT-2 style step BF16, op-by-op\",2.0,ms,\"PyTorch, eager\",3.0,1.5,,shown,"
                + turns
                + "100.0 %; disturbed: skewed",
            "\"GPT-2 style step BF16, replay\",,ms,\"PyTorch, CUDA graph\",,,,NOT MEASURED,r is UNSUPPORTED: no graphs",
            "\"GPT-2 style step FP32, op-by-op\",,ms,\"PyTorch, eager\",,,,NOT MEASURED,no case train-decoder-",
            "\"GPT-2 style step FP32, replay\",,ms,\"PyTorch, CUDA graph\",,,,NOT MEASURED,no case train-decoder-");
    assertThat(check.resolve("table.txt"))
        .content()
        .isEqualTo(outcome.out())
        .contains("94.5 %", "95.0 %", "MISSED");
    assertThat(check.resolve("table.json")).content().contains("\"share\": 0.9725,");
  }

  @Test
  void fp8IsMissedByNobodyWhereItIsNotDone() throws Exception {
    Path check = Files.createDirectory(folder.resolve("run-check"));
    Files.writeString(check.resolve("torch-1.json"), torch(0.001, 0.001, 0.001));
    Files.writeString(check.resolve("torch-2.json"), torch(0.001, 0.001, 0.001));
    Path run = Files.createDirectory(folder.resolve("run-torch-1"));
    String row = "f,gemm-8192x8192x8192-nt-fp8_e4m3-out-bf16,FP8_E4M3,plain,%s,,,,,,\n";
    Files.writeString(
        run.resolve("cases.csv"), COLUMNS + row.formatted("UNSUPPORTED,FP8 needs another card"));
    assertThat(table(folder.resolve("run")).out())
        .contains("not here      f is UNSUPPORTED: FP8 needs another card");
    Files.writeString(run.resolve("cases.csv"), COLUMNS + row.formatted("WRONG,off by one"));
    assertThat(table(folder.resolve("run")).out())
        .contains("NOT MEASURED  f is WRONG: off by one")
        .doesNotContain("not here");
  }

  @Test
  void whatWasNotRunIsNamedAndNoFigure() throws Exception {
    Files.createDirectory(folder.resolve("run-check"));
    Outcome outcome = table(folder.resolve("run"));
    assertThat(outcome.exitCode()).as(outcome.err()).isEqualTo(1);
    assertThat(outcome.out())
        .contains("NOT MEASURED  stage kit was not run")
        .contains(
            "NOT MEASURED  stage torch was not run: python3 has no PyTorch that finds a device")
        .contains("NOT MEASURED  run-memory was not run")
        .doesNotContain("reached");
    assertThat(table(folder.resolve("other")).err()).contains("there is no folder");
  }
}
