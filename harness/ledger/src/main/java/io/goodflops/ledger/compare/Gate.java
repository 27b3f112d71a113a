package io.goodflops.ledger.compare;

import io.goodflops.ledger.ForkTimes;
import io.goodflops.ledger.compare.GateCase.Cause;
import io.goodflops.ledger.compare.Refusal.Why;
import io.goodflops.result.CaseRecord;
import io.goodflops.result.CaseRecord.Outcome;
import io.goodflops.result.DeviceRecord;
import io.goodflops.result.RunRecord;
import io.goodflops.result.UserException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Predicate;

/**
 * Whether a candidate may pass. A case fails if it is slower than the baseline by more than the
 * margin: one-sided at {@link Claims#ALPHA}, adjusted by Holm over all cases, and seen in the
 * bootstrap's bound too. It passes if the bound on the other side lies within the margin. What is
 * neither is inconclusive. What does not scatter gates exactly, and a result that is gone fails.
 */
public record Gate(
    RunRecord baseline, RunRecord candidate, double margin, boolean paired, List<GateCase> cases) {
  /** Normal quantiles of a one-sided α of 5 % and a power of 80 %. */
  private static final double ALPHA_AND_POWER = 1.6449 + 0.8416;

  public Gate {
    cases = List.copyOf(cases);
  }

  /**
   * Holds a candidate against a baseline.
   *
   * @param baseline with closed books
   * @param candidate with closed books
   * @param devices which of both runs' devices
   * @param margin a slowdown up to this is put up with
   * @param paired whether their forks ran in turns, and fork i belongs to fork i
   * @throws UserException if they cannot be held against each other
   */
  public static Gate of(
      RunRecord baseline,
      RunRecord candidate,
      Predicate<DeviceRecord> devices,
      double margin,
      boolean paired) {
    return of(baseline, candidate, match(baseline, candidate, devices), margin, paired);
  }

  /**
   * Holds the candidates of one run against what they ran in turns with, fork by fork.
   *
   * @param run made with {@code run --against}, with closed books
   * @param devices which of its devices, by the baseline's
   * @throws UserException if it has no candidate
   */
  public static Gate inTurns(RunRecord run, Predicate<DeviceRecord> devices, double margin) {
    Map<String, String> match = new LinkedHashMap<>();
    List<String> ids = ids(run, device -> true);
    run.devices().stream()
        .filter(devices)
        .map(DeviceRecord::id)
        .filter(id -> ids.contains(id) && ids.contains(DeviceRecord.CANDIDATE + id))
        .forEach(id -> match.put(id, DeviceRecord.CANDIDATE + id));
    if (match.isEmpty()) {
      throw UserException.usage(
          "The run "
              + run.runId()
              + " has no candidate that ran in turns with a baseline; make one with 'run --against"
              + " PLUGIN', or give two runs with --baseline and --candidate.");
    }
    return of(run, run, match, margin, true);
  }

  private static Gate of(
      RunRecord baseline,
      RunRecord candidate,
      Map<String, String> match,
      double margin,
      boolean paired) {
    List<Pair> pairs = new ArrayList<>();
    match.forEach((from, to) -> pairs.addAll(pairs(cases(baseline, from), cases(candidate, to))));
    if (pairs.stream().noneMatch(p -> p.baseline.isPresent() && p.candidate.isPresent())) {
      throw UserException.usage(
          "The baseline and the candidate share no workload; measure both with the same suite.");
    }
    boolean real = Column.real(baseline) && Column.real(candidate);
    List<GateCase> open =
        pairs.stream()
            .map(
                p ->
                    p.opened(
                        baseline.settings().precision(),
                        candidate.settings().precision(),
                        paired,
                        real))
            .toList();
    return new Gate(baseline, candidate, margin, paired, decided(open, margin));
  }

  /** The gate's own light: the worst of its cases that are gated. */
  public Light light() {
    if (count(Light.FAIL) > 0) {
      return Light.FAIL;
    }
    return count(Light.INCONCLUSIVE) > 0 || count(Light.PASS) == 0
        ? Light.INCONCLUSIVE
        : Light.PASS;
  }

  /** What is not alike besides the code: the ratio holds the effect of each of these, too. */
  public List<Difference> unlike() {
    return Differences.of(List.of(column(baseline, 1), column(candidate, 2))).stream()
        .filter(difference -> !difference.alike() && difference.aspect().surroundings())
        .toList();
  }

  private Column column(RunRecord run, int number) {
    List<String> gated =
        cases.stream()
            .flatMap(each -> (number == 1 ? each.baseline() : each.candidate()).stream())
            .map(CaseRecord::device)
            .toList();
    return new Column(
        number,
        run,
        run.devices().stream().filter(d -> gated.contains(d.id())).findFirst().orElseThrow());
  }

  /** Cases with a light. */
  public int count(Light light) {
    return (int) cases.stream().filter(c -> c.light() == light).count();
  }

  /** The statistics alone: PASS, FAIL or INCONCLUSIVE for each ratio of a family. */
  public static List<Light> lights(List<Ratio> ratios, double margin) {
    double slowest = 1 / (1 + margin);
    double[] adjusted =
        Holm.adjusted(ratios.stream().mapToDouble(r -> r.chanceIfAtLeast(slowest)).toArray());
    List<Light> lights = new ArrayList<>();
    for (int i = 0; i < adjusted.length; i++) {
      Ratio ratio = ratios.get(i);
      boolean slower = adjusted[i] <= Claims.ALPHA && ratio.two90().high() < slowest;
      boolean within =
          ratio.chanceIfAtMost(slowest) <= Claims.ALPHA && ratio.two90().low() > slowest;
      lights.add(slower ? Light.FAIL : within ? Light.PASS : Light.INCONCLUSIVE);
    }
    return lights;
  }

  private static List<GateCase> decided(List<GateCase> open, double margin) {
    List<Light> lights =
        lights(
            open.stream().filter(Gate::undecided).map(c -> c.ratio().orElseThrow()).toList(),
            margin);
    List<GateCase> decided = new ArrayList<>();
    int next = 0;
    for (GateCase each : open) {
      decided.add(undecided(each) ? decide(each, lights.get(next++), margin) : each);
    }
    return decided;
  }

  private static boolean undecided(GateCase each) {
    return each.cause() == Cause.WIDE;
  }

  private static GateCase decide(GateCase each, Light light, double margin) {
    return switch (light) {
      case FAIL ->
          each.drop().filter(drop -> drop.isMachines(margin)).isPresent()
              ? lit(each, Light.INCONCLUSIVE, Cause.MACHINE, OptionalInt.empty())
              : lit(each, Light.FAIL, Cause.SLOWER, OptionalInt.empty());
      case PASS -> lit(each, Light.PASS, Cause.WITHIN_MARGIN, OptionalInt.empty());
      default -> lit(each, Light.INCONCLUSIVE, Cause.WIDE, enough(each, margin));
    };
  }

  /** n such that (z₀.₉₅ + z₀.₈) · s·√(1/n) = ln(1 + margin), s from this ratio's error. */
  private static OptionalInt enough(GateCase each, double margin) {
    Ratio ratio = each.ratio().orElseThrow();
    int n =
        Math.min(
            each.baseline().orElseThrow().forks().size(),
            each.candidate().orElseThrow().forks().size());
    double wanted = n * Math.pow(ALPHA_AND_POWER * ratio.error() / Math.log1p(margin), 2);
    return OptionalInt.of((int) Math.min(1e6, Math.max(n + 1, Math.ceil(wanted))));
  }

  private static GateCase lit(GateCase each, Light light, Cause cause, OptionalInt enough) {
    return new GateCase(
        each.key(),
        each.device(),
        light,
        cause,
        each.baseline(),
        each.candidate(),
        each.ratio(),
        each.exact(),
        each.drop(),
        each.refusal(),
        enough);
  }

  private static Map<String, String> match(
      RunRecord baseline, RunRecord candidate, Predicate<DeviceRecord> devices) {
    List<String> before = ids(baseline, devices);
    List<String> after = ids(candidate, devices);
    Map<String, String> match = new LinkedHashMap<>();
    before.stream().filter(after::contains).forEach(id -> match.put(id, id));
    if (match.isEmpty() && before.size() == 1 && after.size() == 1) {
      match.put(before.get(0), after.get(0));
    }
    if (match.isEmpty()) {
      throw UserException.usage(
          "The baseline has the devices "
              + before
              + ", the candidate "
              + after
              + "; name one that both have, or take runs of one device each.");
    }
    return match;
  }

  private static List<String> ids(RunRecord run, Predicate<DeviceRecord> devices) {
    return run.devices().stream()
        .filter(devices)
        .map(DeviceRecord::id)
        .filter(id -> !cases(run, id).isEmpty())
        .toList();
  }

  private static Map<WorkKey, CaseRecord> cases(RunRecord run, String device) {
    Map<WorkKey, CaseRecord> cases = new LinkedHashMap<>();
    run.cases().stream()
        .filter(c -> c.device().equals(device))
        .forEach(c -> cases.put(WorkKey.of(c), c));
    return cases;
  }

  private static List<Pair> pairs(
      Map<WorkKey, CaseRecord> baseline, Map<WorkKey, CaseRecord> candidate) {
    List<Pair> pairs = new ArrayList<>();
    baseline.forEach(
        (key, record) ->
            pairs.add(new Pair(key, Optional.of(record), Optional.ofNullable(candidate.get(key)))));
    candidate.forEach(
        (key, record) -> {
          if (!baseline.containsKey(key)) {
            pairs.add(new Pair(key, Optional.empty(), Optional.of(record)));
          }
        });
    return pairs;
  }

  /** The same work in both runs, or in one of them. */
  private record Pair(WorkKey key, Optional<CaseRecord> baseline, Optional<CaseRecord> candidate) {

    /** All but what needs statistics; that is left WIDE. */
    GateCase opened(double basePrecision, double candidatePrecision, boolean paired, boolean real) {
      boolean timed = baseline.filter(Pair::timed).isPresent();
      if (candidate.map(c -> c.outcome() == Outcome.WRONG).orElse(timed)
          || (timed && !timed(candidate.orElseThrow()))) {
        return lit(
            Light.FAIL,
            Cause.RESULT,
            candidate.flatMap(c -> Comparison.blank(c, c)).or(Pair::notRun));
      }
      if (!timed) {
        boolean fresh = candidate.filter(Pair::timed).isPresent();
        return lit(
            fresh ? Light.INCONCLUSIVE : Light.NOT_GATED,
            Cause.NEW,
            Comparison.refused(Why.NO_BASELINE, ""));
      }
      CaseRecord before = baseline.orElseThrow();
      CaseRecord after = candidate.orElseThrow();
      List<Exact> exact = Exact.of(before, after);
      if (exact.stream().anyMatch(Exact::fails)) {
        return new GateCase(
            key,
            after.device(),
            Light.FAIL,
            Cause.EXACT,
            baseline,
            candidate,
            Optional.empty(),
            exact,
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty());
      }
      ForkTimes own = ForkTimes.of(after, candidatePrecision);
      ForkTimes other = ForkTimes.of(before, basePrecision);
      Optional<Ratio> ratio =
          paired
              ? Turns.ratio(before, after, own.nanos(), other.nanos())
              : Ratios.apart(other.nanos(), own.nanos(), after.id().hashCode());
      Optional<Refusal> refusal = Comparison.doubt(before, other, after, own, real);
      return new GateCase(
          key,
          after.device(),
          Light.INCONCLUSIVE,
          refusal.isEmpty() ? Cause.WIDE : Cause.REFUSED,
          baseline,
          candidate,
          ratio,
          exact,
          Drop.of(before, after),
          refusal,
          OptionalInt.empty());
    }

    private GateCase lit(Light light, Cause cause, Optional<Refusal> refusal) {
      return new GateCase(
          key,
          candidate.or(() -> baseline).orElseThrow().device(),
          light,
          cause,
          baseline,
          candidate,
          Optional.empty(),
          List.of(),
          Optional.empty(),
          refusal,
          OptionalInt.empty());
    }

    private static Optional<Refusal> notRun() {
      return Comparison.refused(Why.NOT_RUN, "");
    }

    private static boolean timed(CaseRecord record) {
      return Comparison.blank(record, record).isEmpty();
    }
  }
}
