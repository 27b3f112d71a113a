package io.goodflops.workload.suite;

import io.goodflops.spi.Lane;
import io.goodflops.workload.OpWorkload;
import io.goodflops.workload.TransferWorkload;
import io.goodflops.workload.Workload;
import io.goodflops.workload.data.Pattern;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Turns a parsed suite file into a {@link Suite}.
 *
 * <p>The format is described in {@code suites/README.md} beside the suites that come along. All
 * that is wrong with a file ends in a {@link SuiteException}.
 */
public final class SuiteReader {
  private static final List<Lane> OF_OPS =
      List.of(Lane.PLAIN, Lane.PACKED, Lane.COMMON, Lane.TUNED);
  private static final List<Lane> OF_PROGRAMS = List.of(Lane.OP_BY_OP, Lane.REPLAY, Lane.FUSED);

  /** Largest size of one dimension of a matrix. */
  public static final long MAX_DIMENSION = 1L << 22;

  /** Largest total of one workload's operands. */
  public static final long MAX_BYTES = 1L << 42;

  private static final int MAX_CASES = 10_000;

  private final String name;
  private final Map<String, CaseShape> cases = new LinkedHashMap<>();

  private SuiteReader(String name) {
    this.name = name;
  }

  /** Reads a suite. {@code json} holds maps, lists, texts, numbers and booleans. */
  public static Suite read(Map<String, Object> json) {
    Fields top = Fields.of("suite", json);
    String name = top.text("name");
    if (!name.matches("[A-Za-z0-9._-]{1,64}")) {
      throw top.wrong("name is \"" + name + "\", must be one word of letters, digits, '.', '-'");
    }
    Fields suite = Fields.of("suite '" + name + "'", json);
    suite.text("name");
    String title = suite.optionalText("title").orElse(name);
    String titleZh = suite.optionalText("titleZh").orElse(title);
    Policy policy = suite.object("policy").map(SuiteReader::policy).orElse(Policy.DEFAULT);
    SuiteReader reader = new SuiteReader(name);
    List<?> workloads = suite.list("workloads");
    suite.requireAllKnown();
    for (int i = 0; i < workloads.size(); i++) {
      String place = "suite '" + name + "', workload " + (i + 1);
      reader.entry(Fields.of(place, workloads.get(i)));
    }
    return new Suite(name, title, titleZh, policy, List.copyOf(reader.cases.values()));
  }

  private static Policy policy(Fields fields) {
    Policy usual = Policy.DEFAULT;
    int minForks = fields.count("minForks", usual.minForks());
    try {
      Policy policy =
          new Policy(
              minForks,
              fields.count("maxForks", Math.max(minForks, usual.maxForks())),
              fields.count("minBatches", usual.minBatches()),
              fields.number("minBatchSeconds", usual.minBatchSeconds()),
              fields.number("minTimedSeconds", usual.minTimedSeconds()),
              fields.number("maxWarmupSeconds", usual.maxWarmupSeconds()),
              fields.number("precision", usual.precision()),
              fields.number("budgetSeconds", usual.budgetSeconds()));
      fields.requireAllKnown();
      return policy;
    } catch (IllegalArgumentException e) {
      throw fields.wrong(e.getMessage());
    }
  }

  private void entry(Fields entry) {
    List<? extends Workload> workloads = WorkloadReader.read(entry);
    boolean program = entry.has("program");
    List<Lane> lanes = entry.words("lanes", Lane.class, program ? Lane.OP_BY_OP : Lane.PLAIN);
    List<Pattern> patterns = entry.words("patterns", Pattern.class, Pattern.RANDOM);
    boolean published = entry.has("shapes");
    entry.requireAllKnown();
    requireLanes(entry, lanes, program ? OF_PROGRAMS : OF_OPS, program ? "ops" : "programs");
    if (program && !patterns.equals(List.of(Pattern.RANDOM))) {
      throw entry.wrong("patterns must be random: a program has data of its own");
    }
    if (patterns.contains(Pattern.EXACT)) {
      throw entry.wrong("patterns contains exact, which is for verification: random ranks");
    }
    for (Workload workload : workloads) {
      for (Lane lane : lanes) {
        for (Pattern pattern : patterns) {
          add(entry, workload, lane, pattern, published);
        }
      }
    }
    if (cases.size() > MAX_CASES) {
      throw new SuiteException("suite '" + name + "' has more than " + MAX_CASES + " cases");
    }
  }

  private static void requireLanes(
      Fields entry, List<Lane> lanes, List<Lane> allowed, String others) {
    for (Lane lane : lanes) {
      if (!allowed.contains(lane)) {
        throw entry.wrong("lane " + lane + " is for " + others + "; these run in " + allowed);
      }
    }
  }

  private void add(Fields entry, Workload workload, Lane lane, Pattern pattern, boolean published) {
    String key = workload.name() + " " + lane + " " + pattern;
    CaseShape shape;
    try {
      shape = new CaseShape(workload, lane, pattern);
    } catch (IllegalArgumentException e) {
      throw entry.wrong(e.getMessage());
    }
    CaseShape before = cases.putIfAbsent(key, shape);
    if (before == null) {
      return;
    }
    if (!published) {
      throw entry.wrong(
          workload.name() + ", lane " + lane + ", pattern " + pattern + " is there already");
    }
    // published tables share shapes: one case, all sources
    cases.put(key, new CaseShape(alsoFrom(before.workload(), workload.source()), lane, pattern));
  }

  private static Workload alsoFrom(Workload workload, String source) {
    List<String> sources = new ArrayList<>(List.of(workload.source().split("; ")));
    if (!sources.contains(source)) {
      sources.add(source);
    }
    String joined = String.join("; ", sources);
    return workload instanceof OpWorkload ops
        ? new OpWorkload(ops.name(), ops.op(), joined)
        : (TransferWorkload) workload;
  }
}
