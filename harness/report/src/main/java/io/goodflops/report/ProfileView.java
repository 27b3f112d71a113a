package io.goodflops.report;

import io.goodflops.report.text.Phrase;
import java.util.List;

/** A mix of workloads as the page prints it. */
record ProfileView(Phrase title, Phrase note, List<Line> lines, List<Part> parts) {

  /** The mix on one device. */
  record Line(String tag, String model, Phrase time, Phrase over, Phrase cost) {}

  /** One of its workloads. */
  record Part(String workload, String count, String what) {}
}
