package io.goodflops.dist;

import io.goodflops.ledger.Category;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.LedgerRecord;
import io.goodflops.result.LedgerRecord.Booking;
import io.goodflops.result.RunFile;
import io.goodflops.result.RunRecord;
import io.goodflops.spi.DType;
import io.goodflops.workload.ProgramWorkload;
import io.goodflops.workload.program.Decoder;
import io.goodflops.workload.program.Feed;
import io.goodflops.workload.program.Mlp;
import io.goodflops.workload.program.Variant;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;

/**
 * Steps that waste on purpose, on hardware: does the ledger find in each what was predicted? Sizes
 * are drawn from a seed. A first run measures the steps as they are and the rate of a large copy;
 * from that and from counts the predictions follow, and are written to {@code predictions.txt}
 * before the second run, of the variants, and a third one, in which a second tenant shares the
 * device's core while a case is timed ({@link Tenant}); ceilings are taken without it. Prints a
 * table for docs/MEASUREMENT.md.
 *
 * <p>From the repository's root, after {@code ./goodflops test} has built all:
 *
 * <pre>
 * java -Dgoodflops.layout=$PWD/harness/dist/target/goodflops -cp 'harness/dist/target/test-classes:harness/dist/target/goodflops/lib/*' io.goodflops.dist.Differentials SEED FOLDER
 * </pre>
 *
 * <p>The device is {@code cpu:0/1t}. It copies while enqueue is called, so a feed that is asked to
 * overlap is predicted to overlap nothing. Each run calibrates its own ceilings.
 */
final class Differentials {
  private static final String DEVICE = "cpu:0/1t";
  private static final String REST = "\"dtypes\": [\"FP32\"], \"source\": \"benchmark\"}";

  /** Beyond the caches: from one step to the next its ops have taken the batch's place there. */
  private static final long COPIED_BYTES = 256L << 20;

  private final Path folder;
  private final List<Expected> expected = new ArrayList<>();
  private final Mlp mlp;
  private final Decoder decoder;
  private final List<Long> lengths;
  private final long lateMicros;

  /** What a category of a case must hold in a mean step. */
  private record Expected(String workload, Category category, double millis) {}

  private Differentials(Random random, Path folder) {
    this.folder = folder;
    mlp = new Mlp(1024 + 128L * random.nextInt(8), 1024, 64 + 16L * random.nextInt(5), 32);
    List<Long> drawn = new ArrayList<>(List.of(96L));
    for (int i = 0; i < 3; i++) {
      drawn.add(16L + random.nextInt(72));
    }
    lengths = List.copyOf(drawn);
    decoder = new Decoder(lengths.size(), 96, 128, 4, 512, 1);
    lateMicros = 1_000L + random.nextInt(4_000);
  }

  /** Two arguments: a seed and a folder that is not there yet. */
  public static void main(String[] arguments) throws Exception {
    Path folder = Files.createDirectory(Path.of(arguments[1])).toAbsolutePath();
    new Differentials(new Random(Long.parseLong(arguments[0])), folder).run();
  }

  private void run() throws Exception {
    String mlpEntry =
        "{\"program\": \"mlp\", \"batch\": %d, \"inputs\": 1024, \"hidden\": %d, \"classes\": 32, "
            .formatted(mlp.batch(), mlp.hidden());
    String decoderEntry =
        "{\"program\": \"decoder\", \"batch\": 4, \"sequence\": 96, \"width\": 128, \"heads\": 4,"
            + " \"vocabulary\": 512, \"blocks\": 1, ";
    String copy =
        "{\"op\": \"transfer\", \"directions\": [\"host-to-device\"], \"memory\": [\"pageable\"],"
            + " \"sizes\": [%d], \"source\": \"benchmark\"}".formatted(COPIED_BYTES);
    RunRecord before = run("before", mlpEntry + REST, decoderEntry + REST, copy);
    predict(before);
    RunRecord variants =
        run(
            "variants",
            mlpEntry + "\"checkpoint\": true, " + REST,
            decoderEntry + "\"lengths\": " + lengths + ", " + REST,
            mlpEntry + "\"feed\": \"serial\", " + REST,
            mlpEntry + "\"feed\": \"overlapped\", " + REST,
            mlpEntry + "\"feed\": \"serial\", \"lateMicros\": " + lateMicros + ", " + REST);
    RunRecord shared;
    double share;
    try (Tenant tenant = Tenant.beside(folder.resolve("shared"), Tenant.firstCpu())) {
      shared = run("shared", mlpEntry + REST);
      share = tenant.share();
    }
    System.out.println("| Step | Category | Predicted ms | Found ms | Step ms | Remainder |");
    System.out.println("|---|---|---|---|---|---|");
    for (Expected one : expected) {
      boolean beside = one.category() == Category.AVAILABILITY_PREEMPTED;
      print(one, find(beside ? shared : variants, one.workload()));
    }
    System.out.printf(Locale.ROOT, "The tenant had %.1f %% of the core.%n", 100 * share);
    for (CaseRecord record : before.cases()) {
      record.ledger().ifPresent(ledger -> System.out.println(record.id() + ": " + wasted(record)));
    }
  }

  private void predict(RunRecord before) throws IOException {
    CaseRecord plain = find(before, work(Variant.PLAIN).name());
    double rate = plain.ledger().orElseThrow().basis().rate();
    long feedBytes = work(new Variant(false, List.of(), Feed.SERIAL, 0)).feedBytes();
    double copy =
        (double) feedBytes
            / COPIED_BYTES
            * before.cases().stream()
                .filter(c -> c.flops() == 0)
                .findFirst()
                .flatMap(CaseRecord::timeNanos)
                .orElseThrow()
                .value();
    Variant checkpoint = new Variant(true, List.of(), Feed.RESIDENT, 0);
    Variant serial = new Variant(false, List.of(), Feed.SERIAL, 0);
    Variant overlapped = new Variant(false, List.of(), Feed.OVERLAPPED, 0);
    Variant late = new Variant(false, List.of(), Feed.SERIAL, lateMicros);
    ProgramWorkload padded =
        ProgramWorkload.of(
            decoder, new Variant(false, lengths, Feed.RESIDENT, 0), DType.FP32, "benchmark");
    expect(
        work(checkpoint),
        Category.REDUNDANT_RECOMPUTE,
        work(checkpoint).recomputeFlops() / rate * 1e9);
    expect(padded, Category.REDUNDANT_PADDING, padded.paddingFlops() / rate * 1e9);
    expect(work(serial), Category.TRANSFER_EXPOSED_COPY, copy);
    expect(work(overlapped), Category.TRANSFER_EXPOSED_COPY, copy);
    expect(work(late), Category.HOST_INPUT_WAIT, 1e3 * lateMicros);
    expect(work(late), Category.TRANSFER_EXPOSED_COPY, copy);
    // half of a core is a neighbour's: a step waits as long as it runs
    double undisturbed =
        plain.timeNanos().orElseThrow().value()
            - nanos(plain, Category.AVAILABILITY_PREEMPTED).orElse(0.0);
    expect(work(Variant.PLAIN), Category.AVAILABILITY_PREEMPTED, undisturbed);
    StringBuilder text = new StringBuilder();
    for (Expected one : expected) {
      text.append(
          String.format(
              Locale.ROOT,
              "%s %s %.4f ms a step%n",
              one.workload(),
              one.category().id(),
              one.millis()));
    }
    Files.writeString(folder.resolve("predictions.txt"), text, StandardCharsets.UTF_8);
    System.out.println(text);
  }

  private void expect(ProgramWorkload work, Category category, double nanos) {
    expected.add(new Expected(work.name(), category, nanos / 1e6));
  }

  private ProgramWorkload work(Variant variant) {
    return ProgramWorkload.of(mlp, variant, DType.FP32, "benchmark");
  }

  private RunRecord run(String name, String... workloads) throws Exception {
    String policy =
        "{\"minForks\": 1, \"maxForks\": 1, \"minBatches\": 5, \"minBatchSeconds\": 0.05,"
            + " \"minTimedSeconds\": 0.3, \"maxWarmupSeconds\": 0.5, \"precision\": 0.05,"
            + " \"budgetSeconds\": 60}";
    Path suite =
        Files.writeString(
            folder.resolve(name + ".json"),
            "{\"name\": \"differentials\", \"title\": \"Differentials\", \"titleZh\": \"对照\","
                + " \"policy\": "
                + policy
                + ", \"workloads\": ["
                + String.join(",", workloads)
                + "]}");
    Path out = folder.resolve(name);
    Outcome ended =
        Goodflops.run(
            folder,
            "run",
            "--suite",
            suite.toString(),
            "--device",
            DEVICE,
            "--out",
            out.toString());
    if (ended.exitCode() != 0) {
      throw new IllegalStateException(ended.err());
    }
    return RunFile.read(out);
  }

  private static CaseRecord find(RunRecord run, String workload) {
    return run.cases().stream().filter(c -> c.workload().equals(workload)).findFirst().get();
  }

  private static Optional<Double> nanos(CaseRecord record, Category category) {
    Optional<Booking> booking = record.ledger().orElseThrow().categories().get(category.id());
    return booking.map(b -> b.share() * record.timeNanos().orElseThrow().value());
  }

  private static void print(Expected one, CaseRecord record) {
    LedgerRecord ledger = record.ledger().orElseThrow();
    System.out.printf(
        Locale.ROOT,
        "| %s | %s | %.3f | %.3f | %.2f | %.1f %% | %s%n",
        one.workload(),
        one.category().id(),
        one.millis(),
        nanos(record, one.category()).orElse(Double.NaN) / 1e6,
        record.timeNanos().orElseThrow().value() / 1e6,
        100 * ledger.unattributedShare(),
        wasted(record));
  }

  /** All that was booked for causes that a variant can move. */
  private static String wasted(CaseRecord record) {
    List<String> texts = new ArrayList<>();
    for (Category category :
        List.of(
            Category.REDUNDANT_RECOMPUTE,
            Category.REDUNDANT_PADDING,
            Category.TRANSFER_EXPOSED_COPY,
            Category.HOST_INPUT_WAIT,
            Category.AVAILABILITY_PREEMPTED)) {
      nanos(record, category)
          .ifPresent(
              nanos ->
                  texts.add(String.format(Locale.ROOT, "%s %.3f ms", category.id(), nanos / 1e6)));
    }
    return String.join(", ", texts);
  }
}
