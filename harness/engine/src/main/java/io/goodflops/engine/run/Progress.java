package io.goodflops.engine.run;

import java.nio.file.Path;

/** Hears what a run is doing. */
public interface Progress {

  /** The run has a folder: from now on nothing that is measured gets lost. */
  void started(Path folder);

  /** A station of the run begins, for example {@code looking for devices}. */
  void phase(String text);

  /** Something worth a line of its own. */
  void note(String text);

  /**
   * A fork begins.
   *
   * @param done forks that are over
   * @param total forks foreseen now; adaptive stopping may change it
   * @param etaSeconds time that the rest will take
   */
  void forkStarted(String caseId, int done, int total, double etaSeconds);

  /** A timed batch arrived. */
  void sample();

  /** A fork ended; {@code result} is its outcome in a few words. */
  void forkEnded(String caseId, String result);
}
