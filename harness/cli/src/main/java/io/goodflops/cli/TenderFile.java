package io.goodflops.cli;

import io.goodflops.engine.plan.SuiteCatalogue;
import io.goodflops.engine.plan.SuiteFiles;
import io.goodflops.engine.run.RunRequest;
import io.goodflops.ledger.Books;
import io.goodflops.ledger.Stein;
import io.goodflops.ledger.accept.Asked;
import io.goodflops.ledger.accept.Terms;
import io.goodflops.result.BuyerFile;
import io.goodflops.result.Json;
import io.goodflops.result.Manifest;
import io.goodflops.result.RunFile;
import io.goodflops.result.RunRecord;
import io.goodflops.result.Tender;
import io.goodflops.result.Tender.Criterion;
import io.goodflops.result.UserException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A tender together with the suite that it means, each criterion of which names a workload of it.
 */
record TenderFile(BuyerFile<Tender> file, SuiteFiles.Loaded suite, List<Asked> asked) {
  private static final String KIND = "tender";

  /**
   * Reads and checks it.
   *
   * @throws UserException if it is no tender that a run can follow and runs can be judged by
   */
  static TenderFile read(Path path) {
    BuyerFile<Tender> file = BuyerFile.read(path, KIND, Tender.class);
    SuiteFiles.Loaded suite = suite(file);
    SuiteCatalogue.Entry entry = SuiteCatalogue.entry(suite);
    requireEnoughForks(file, entry.minForks());
    List<Asked> asked =
        entry.cases().stream()
            .map(
                line ->
                    new Asked(
                        line.workload(), line.lane(), line.pattern(), line.flops(), line.bytes()))
            .toList();
    TenderFile whole = new TenderFile(file, suite, asked);
    file.value().criteria().forEach(whole::requireMeaning);
    return whole;
  }

  Tender tender() {
    return file.value();
  }

  /**
   * What the engine is to run.
   *
   * @param whole false if only some of its cases are: then the run is no test of the tender
   */
  RunRequest.TenderOrder order(boolean whole) {
    RunRecord.TenderRecord record = new RunRecord.TenderRecord(tender().tender(), file.sha256());
    return new RunRequest.TenderOrder(
        file.path().toString(), suite, whole ? Optional.of(record) : Optional.empty());
  }

  /**
   * What runs are judged by.
   *
   * @param challenge that was given later; empty: the tender's own, if any
   */
  Terms terms(Optional<String> challenge) {
    return new Terms(
        tender(),
        file.sha256(),
        suite.sha256(),
        asked,
        challenge.or(() -> tender().challenge()),
        tender().reference().map(this::reference));
  }

  private static SuiteFiles.Loaded suite(BuyerFile<Tender> file) {
    Object suite = file.value().suite();
    if (suite instanceof String name) {
      return SuiteFiles.builtin(name)
          .orElseThrow(() -> invalid(file, "there is no suite '" + name + "' that comes along"));
    }
    return SuiteFiles.parse(file.path().toString(), Json.pretty((Map<?, ?>) suite));
  }

  private static void requireEnoughForks(BuyerFile<Tender> file, int forks) {
    if (forks < Stein.PILOT) {
      throw invalid(
          file,
          "the policy of its suite has minForks "
              + forks
              + ", a verdict needs at least "
              + Stein.PILOT);
    }
  }

  private void requireMeaning(Criterion criterion) {
    List<Asked> meant = asked.stream().filter(each -> each.meantBy(criterion)).toList();
    if (meant.isEmpty()) {
      throw invalid(
          file,
          "its suite has no workload '"
              + criterion.workload()
              + "'"
              + criterion.lane().map(lane -> " in lane " + lane).orElse("")
              + " on random inputs; 'goodflops suites' lists them");
    }
    for (Asked each : meant) {
      if (criterion.minTflops().isPresent() && each.flops() == 0) {
        throw invalid(file, each.workload() + " has no FLOP; give minGigabytesPerSecond");
      }
      if (criterion.minGigabytesPerSecond().isPresent() && each.bytes() == 0) {
        throw invalid(file, each.workload() + " moves no bytes; give minTflops");
      }
    }
  }

  /** Bound by its hash, so that nobody can change what a bid is held against. */
  private RunRecord reference(Tender.Reference reference) {
    Path path = file.path().resolveSibling(reference.file());
    RunRecord run = RunFile.read(path);
    try {
      if (!Manifest.sha256(path).equals(reference.sha256())) {
        throw invalid(file, "the reference " + reference.file() + " has another hash");
      }
    } catch (IOException e) {
      throw invalid(file, "the reference " + reference.file() + " cannot be read");
    }
    return Books.close(run);
  }

  private static UserException invalid(BuyerFile<Tender> file, String defect) {
    return BuyerFile.invalid(file.path(), KIND, defect);
  }
}
