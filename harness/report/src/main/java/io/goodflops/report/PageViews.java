package io.goodflops.report;

import io.goodflops.ledger.Coverage;
import io.goodflops.report.PageView.Badge;
import io.goodflops.report.PageView.Fact;
import io.goodflops.report.text.Phrase;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Turns a run into what the page prints. */
final class PageViews {
  private static final int CARDS = 7;

  private PageViews() {}

  static PageView of(
      RunRecord run,
      ChartPair ledger,
      ChartPair categories,
      ChartPair roofline,
      List<StepView> steps,
      ChartPair together) {
    List<Verdict> verdicts = Verdict.of(run);
    List<VerdictView> cards = new ArrayList<>();
    verdicts.stream()
        .limit(CARDS)
        .forEach(verdict -> cards.add(VerdictView.of(verdict, cards.isEmpty())));
    Phrase note = verdicts.size() > 1 ? Words.BASES_APART : Phrase.empty();
    if (verdicts.size() > CARDS) {
      note = note.then(Words.MORE_BASES.with(verdicts.size() - CARDS));
    }
    Phrase device = deviceLine(run.devices());
    return new PageView(
        Words.TITLE.with(device),
        device,
        facts(run),
        badges(run),
        coverage(run),
        cards,
        note,
        Warnings.of(run, verdicts),
        ledger,
        categories,
        roofline,
        LossRow.of(verdicts),
        steps,
        together,
        TogetherRow.of(run),
        run.cases().stream().map(CaseRow::of).toList(),
        Spending.of(run.runLedger()),
        DeviceTime.of(run),
        Disclosure.of(run),
        Glossary.FACTS,
        run.toolVersion(),
        run.runId());
  }

  /** Models with their number; several devices on one chip count once. */
  private static Phrase deviceLine(List<DeviceRecord> devices) {
    if (devices.isEmpty()) {
      return Words.NO_DEVICE;
    }
    Map<String, DeviceRecord> chips = new LinkedHashMap<>();
    devices.forEach(device -> chips.putIfAbsent(device.physicalId(), device));
    Map<String, Integer> models = new LinkedHashMap<>();
    chips.values().forEach(device -> models.merge(device.model(), 1, Integer::sum));
    List<Phrase> parts = new ArrayList<>();
    models.forEach((model, count) -> parts.add(Words.COUNT.with(count, model)));
    return Phrase.join(", ", "\u3001", parts);
  }

  private static List<Fact> facts(RunRecord run) {
    TreeSet<String> vendors = new TreeSet<>();
    run.devices().stream()
        .map(DeviceRecord::vendor)
        .filter(v -> !v.isBlank())
        .forEach(vendors::add);
    Phrase vendor = vendors.isEmpty() ? Words.NOT_KNOWN : Phrase.same(String.join(", ", vendors));
    return List.of(
        new Fact(Words.VENDOR, vendor),
        new Fact(
            Words.DEVICE,
            run.devices().isEmpty()
                ? Words.NO_DEVICE
                : Phrase.same(
                    String.join(", ", run.devices().stream().map(DeviceRecord::id).toList()))),
        new Fact(Words.DATE, Phrase.same(run.startedAt())),
        new Fact(Words.SUITE, Phrase.same(run.suite().name())),
        new Fact(Words.TOOL, Phrase.same(run.toolVersion())),
        new Fact(Words.RUN, Phrase.same(run.runId())));
  }

  private static Phrase coverage(RunRecord run) {
    Coverage coverage = Coverage.of(run);
    return Words.COVERAGE_VALUE.with(coverage.verified(), coverage.asked());
  }

  private static List<Badge> badges(RunRecord run) {
    Badge evidence =
        switch (run.evidence()) {
          case SELF_TESTED -> new Badge(Words.SELF_TESTED, false);
          case REPRODUCED -> new Badge(Words.REPRODUCED, false);
          case EMULATED -> new Badge(Words.EMULATED, true);
          case SIMULATED -> new Badge(Words.SIMULATED, true);
        };
    Badge status =
        run.status() == RunRecord.RunStatus.COMPLETE
            ? new Badge(Words.COMPLETE, false)
            : new Badge(Words.PARTIAL, true);
    Coverage coverage = Coverage.of(run);
    return List.of(
        evidence, status, new Badge(coverage(run), coverage.verified() < coverage.asked()));
  }
}
