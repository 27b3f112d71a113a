package io.goodflops.engine.run;

import io.goodflops.engine.run.JournalEntry.Together;
import io.goodflops.result.CaseRecord.Outcome;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What is known of one case on several devices at once while a run goes on: its rounds so far. */
final class TogetherBook {
  private final String shape;
  private final List<CaseBook> books;
  private final List<Together> rounds = new ArrayList<>();
  private int wanted;

  private TogetherBook(String shape, List<CaseBook> books, int wanted) {
    this.shape = shape;
    this.books = books;
    this.wanted = wanted;
  }

  /** One for each case that is planned on at least two devices, by the id up to the device. */
  static Map<String, TogetherBook> of(Collection<CaseBook> books, int wanted) {
    Map<String, List<CaseBook>> byShape = new LinkedHashMap<>();
    for (CaseBook book : books) {
      byShape.computeIfAbsent(book.planned().shapeId(), key -> new ArrayList<>()).add(book);
    }
    Map<String, TogetherBook> result = new LinkedHashMap<>();
    byShape.forEach(
        (shape, own) -> {
          if (own.size() > 1) {
            result.put(shape, new TogetherBook(shape, own, wanted));
          }
        });
    return result;
  }

  String shape() {
    return shape;
  }

  /** What takes part: what was measured alone. */
  List<CaseBook> members() {
    return books.stream()
        .filter(book -> !book.isEmpty() && book.outcome() == Outcome.MEASURED)
        .toList();
  }

  void add(Together round) {
    rounds.add(round);
    for (int i = 0; i < round.ranks().size(); i++) {
      int rank = i;
      books.stream()
          .filter(book -> book.planned().id().equals(round.ranks().get(rank).caseId()))
          .forEach(book -> book.addTogether(round, rank));
    }
  }

  int rounds() {
    return rounds.size();
  }

  /** Asks for no more rounds. */
  void stop() {
    wanted = rounds.size();
  }

  /** Rounds still to run; none after one in which somebody did not end well. */
  int missing() {
    boolean well =
        rounds.stream()
            .flatMap(round -> round.ranks().stream())
            .allMatch(rank -> rank.fork().outcome() == Outcome.MEASURED);
    return well && members().size() > 1 ? Math.max(0, wanted - rounds.size()) : 0;
  }

  /** How long a round takes: as the last one, else as the forks that ran alone. */
  double expectedSeconds() {
    return rounds.isEmpty()
        ? members().stream().mapToDouble(CaseBook::averageForkSeconds).max().orElse(0)
        : rounds.get(rounds.size() - 1).wallNanos() / 1e9;
  }

  long wallNanos() {
    return rounds.stream().mapToLong(Together::wallNanos).sum();
  }
}
