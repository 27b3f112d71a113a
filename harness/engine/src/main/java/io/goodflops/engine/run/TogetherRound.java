package io.goodflops.engine.run;

import io.goodflops.engine.measure.ForkRun;
import io.goodflops.engine.measure.TogetherRun;
import io.goodflops.engine.plan.Case;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** One fork on each device of a case, all at the same time. */
final class TogetherRound {
  private final TogetherBook book;
  private final List<Case> members;
  private final List<TogetherRun.Rank> ranks = new ArrayList<>();
  private final List<Path> work = new ArrayList<>();
  private List<TogetherRun.Result> results = List.of();

  /**
   * The next round of a case.
   *
   * @param folder gets a folder for each fork
   */
  TogetherRound(TogetherBook book, ForkOrders orders, RunFolder folder) throws IOException {
    this.book = book;
    this.members = book.members().stream().map(CaseBook::planned).toList();
    for (Case planned : members) {
      Path own = folder.work(planned.id() + "-together-" + book.rounds());
      work.add(own);
      ranks.add(
          new TogetherRun.Rank(
              planned.device().plugin(),
              planned.device().own(),
              orders.together(planned, book.rounds(), own)));
    }
  }

  String name() {
    return members.stream()
        .map(planned -> planned.device().record().id())
        .collect(Collectors.joining("+", book.shape() + "@", ""));
  }

  /** Runs it; what it answers is for the journal. */
  JournalEntry.Together run(Duration timeout) throws IOException {
    results = new TogetherRun(timeout).run(book.rounds(), ranks);
    List<JournalEntry.Together.Rank> entries = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      ForkRun.Judged judged = results.get(i).judged();
      entries.add(
          new JournalEntry.Together.Rank(
              members.get(i).id(),
              ranks.get(i).device(),
              judged.fork(),
              judged.verification(),
              judged.suspect(),
              results.get(i).overlapShare(),
              results.get(i).waitNanos()));
    }
    return new JournalEntry.Together(JournalEntry.Together.TYPE, book.shape(), entries);
  }

  /** What came of each, in a few words. */
  String words() {
    List<String> words = new ArrayList<>();
    for (int i = 0; i < results.size(); i++) {
      words.add(ForkWords.of(members.get(i), results.get(i).judged()));
    }
    return String.join(" + ", words);
  }

  /** Removes the forks' folders, and keeps the logs of those that did not end well. */
  void clean(RunFolder folder) throws IOException {
    for (int i = 0; i < work.size(); i++) {
      folder.close(work.get(i), results.get(i).judged().fork().outcome());
    }
  }
}
