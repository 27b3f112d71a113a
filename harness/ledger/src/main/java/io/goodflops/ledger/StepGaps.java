package io.goodflops.ledger;

import io.goodflops.result.StepRecord;
import io.goodflops.result.StepRecord.FeedSpan;
import io.goodflops.result.StepRecord.StepOp;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The times of a step in which no op ran, each moment in one state: a copy, else the wait for an
 * input, else dispatch.
 *
 * @param dispatch before each op in the order of start, and at the end the one after all of them
 * @param fed whether its batch came from the host
 */
record StepGaps(List<Double> dispatch, double copy, double input, boolean fed) {
  StepGaps {
    dispatch = List.copyOf(dispatch);
  }

  /** Divides the gaps of a step whose ops are given in the order of start. */
  static StepGaps of(StepRecord step, List<StepOp> inOrder) {
    List<double[]> copies = spans(step, "copy");
    List<double[]> both = new ArrayList<>(copies);
    both.addAll(spans(step, "input"));
    both.sort(Comparator.comparingDouble(span -> span[0]));
    List<Double> dispatch = new ArrayList<>();
    double copy = 0;
    double input = 0;
    double end = 0;
    for (int i = 0; i <= inOrder.size(); i++) {
      boolean last = i == inOrder.size();
      double next = last ? step.tracedNanos() : inOrder.get(i).startNanos();
      double gap = Math.max(0, next - end);
      double copied = covered(copies, end, next);
      double waited = covered(both, end, next);
      copy += copied;
      input += waited - copied;
      dispatch.add(gap - waited);
      end = last ? end : Math.max(end, next + inOrder.get(i).nanos());
    }
    return new StepGaps(dispatch, copy, input, step.feed().isPresent());
  }

  private static List<double[]> spans(StepRecord step, String kind) {
    return step.feed().orElse(List.of()).stream()
        .filter(span -> span.kind().equals(kind))
        .sorted(Comparator.comparingDouble(FeedSpan::startNanos))
        .map(span -> new double[] {span.startNanos(), span.startNanos() + span.nanos()})
        .toList();
  }

  /** How much of a time lies in any of the spans, which are given in the order of start. */
  private static double covered(List<double[]> spans, double from, double to) {
    double sum = 0;
    double at = from;
    for (double[] span : spans) {
      double begin = Math.max(at, span[0]);
      double end = Math.min(to, span[1]);
      if (end > begin) {
        sum += end - begin;
        at = end;
      }
    }
    return sum;
  }
}
