package io.goodflops.tck;

import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MatrixChain;
import io.goodflops.spi.Op;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Read;
import io.goodflops.spi.Role;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.Triad;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.data.Pattern;
import io.goodflops.workload.verify.Judge;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Rules K about results. */
final class ResultChecks {
  private static final int MANY = 20;

  private ResultChecks() {}

  static String isRight(Subject subject) throws UnsupportedOpException {
    List<OpCase> cases = subject.survey().compiled();
    requireSome(subject, cases);
    int judged = 0;
    try (Device device = subject.open();
        Queue queue = device.openQueue()) {
      for (OpCase one : cases) {
        if (Judge.cannotJudge(one.op()).isEmpty()) {
          try (OpRun run = new OpRun(subject, device, one)) {
            for (Pattern pattern : List.of(Pattern.RANDOM, Pattern.EXACT)) {
              long seed = subject.seed(one, pattern);
              run.fill(pattern, seed);
              run.once(queue);
              run.judge(pattern, seed);
              judged++;
            }
          }
        }
      }
    }
    int large = LargeProducts.judge(subject);
    return Plural.of(judged, "launch", "launches")
        + " of "
        + Plural.of(cases.size(), "op")
        + " and "
        + Plural.of(large, "large matrix product")
        + " checked against the oracle, seed "
        + subject.options().seed();
  }

  static String copiesEveryBit(Subject subject) throws UnsupportedOpException {
    List<DType> dtypes = new ArrayList<>();
    try (Device device = subject.open();
        Queue queue = device.openQueue()) {
      for (DType dtype : DType.values()) {
        byte[] bits = Bytes.hardBits(dtype, subject.options().seed());
        Copy op = new Copy(dtype, bits.length * 8L / dtype.bits());
        if (subject.options().wants(op.kind()) && compiles(device, op)) {
          try (OpRun run = new OpRun(subject, device, new OpCase(op, Lane.PLAIN))) {
            run.inputs().get(0).write(0, ByteBuffer.wrap(bits));
            run.bind();
            run.once(queue);
            same(run, bits);
          }
          dtypes.add(dtype);
        }
      }
    }
    requireSome(subject, dtypes);
    return "copies of " + dtypes + " are exact";
  }

  private static void same(OpRun run, byte[] bits) {
    try {
      Bytes.same(run.output(), bits, "a copy of special values");
    } catch (Breach e) {
      throw new Breach(e.getMessage(), run.where("special values"));
    }
  }

  private static boolean compiles(Device device, Op op) {
    try {
      device.compile(op, Lane.PLAIN).close();
      return true;
    } catch (UnsupportedOpException e) {
      return false;
    }
  }

  static String computesAnew(Subject subject) throws UnsupportedOpException {
    List<OpCase> cases = someOfEach(subject);
    long seed = subject.options().seed();
    try (Device device = subject.open();
        Queue queue = device.openQueue()) {
      for (OpCase one : cases) {
        try (OpRun run = new OpRun(subject, device, one)) {
          run.fill(Pattern.RANDOM, seed);
          for (int i = 1; i <= 3; i++) {
            run.once(queue);
            run.judge(
                run.output(), Pattern.RANDOM, seed, ", at launch " + i + " of the same inputs");
          }
        }
      }
    }
    return Plural.of(cases.size(), "op") + ", three times each with overwritten outputs";
  }

  static String repeatsRight(Subject subject) throws UnsupportedOpException {
    List<OpCase> cases = someOfEach(subject);
    long seed = subject.options().seed() + 1;
    try (Device device = subject.open();
        Queue queue = device.openQueue()) {
      for (OpCase one : cases) {
        try (OpRun run = new OpRun(subject, device, one)) {
          run.fill(Pattern.RANDOM, seed);
          run.poison(OpRun.POISON);
          for (int i = 0; i < MANY; i++) {
            run.enqueue(queue);
          }
          queue.finish();
          run.judge(run.output(), Pattern.RANDOM, seed, ", after " + MANY + " launches in a row");
        }
      }
    }
    return Plural.of(cases.size(), "op") + ", " + MANY + " launches in a row";
  }

  /** Inputs change between two launches; the constant B of a product stays as it was bound. */
  static String preparesNothing(Subject subject) throws UnsupportedOpException {
    List<OpCase> cases = new ArrayList<>(someOfEach(subject));
    for (OpCase one : subject.survey().compiled()) {
      boolean variable =
          one.op() instanceof MatMul product
              && product.roleB() == Role.VARIABLE
              && Judge.cannotJudge(product).isEmpty();
      if (variable && !cases.contains(one)) {
        cases.add(one);
      }
    }
    cases.removeIf(
        one -> one.op().inputs().stream().anyMatch(input -> input.role() == Role.CONSTANT));
    requireSome(subject, cases);
    long seed = subject.options().seed() + 2;
    try (Device device = subject.open();
        Queue queue = device.openQueue()) {
      for (OpCase one : cases) {
        try (OpRun run = new OpRun(subject, device, one)) {
          run.fill(Pattern.RANDOM, seed);
          run.once(queue);
          for (long next = seed + 1; next <= seed + 2; next++) {
            run.write(Pattern.RANDOM, next);
            run.once(queue);
            run.judge(run.output(), Pattern.RANDOM, next, ", with inputs changed after bind");
          }
        }
      }
    }
    return Plural.of(cases.size(), "op") + " with inputs that change after bind";
  }

  static String worksInPlace(Subject subject) throws UnsupportedOpException {
    List<OpCase> cases = new ArrayList<>();
    for (OpCase one : subject.survey().compiled()) {
      if (inPlace(one) > 0) {
        cases.add(one);
      }
    }
    if (cases.isEmpty()) {
      throw new Unverified("no op compiles that may write over its inputs");
    }
    long seed = subject.options().seed() + 5;
    try (Device device = subject.open();
        Queue queue = device.openQueue()) {
      for (OpCase one : cases) {
        try (OpRun run = new OpRun(subject, device, one)) {
          run.writeInPlace(inPlace(one));
          run.fill(Pattern.RANDOM, seed);
          run.announce();
          run.enqueue(queue);
          queue.finish();
          run.judge(run.output(), Pattern.RANDOM, seed, ", written over its inputs");
        }
      }
    }
    return Plural.of(cases.size(), "op") + " that wrote over their inputs";
  }

  /** Flat buffers for operands of every shape. */
  static String takesOtherShapes(Subject subject) throws UnsupportedOpException {
    List<OpCase> cases = someOfEach(subject);
    long seed = subject.options().seed() + 6;
    try (Device device = subject.open();
        Queue queue = device.openQueue()) {
      for (OpCase one : cases) {
        try (OpRun run = OpRun.flat(subject, device, one)) {
          run.fill(Pattern.RANDOM, seed);
          run.once(queue);
          run.judge(run.output(), Pattern.RANDOM, seed, ", in buffers of one dimension");
        }
      }
    }
    return Plural.of(cases.size(), "op") + " in buffers of one dimension";
  }

  private static int inPlace(OpCase one) {
    return one.op() instanceof TrainingOp training ? training.inPlace() : 0;
  }

  /** One moderate op of each kind, dtype and lane that compiles; products with variable B first. */
  static List<OpCase> someOfEach(Subject subject) {
    List<OpCase> chosen = new ArrayList<>();
    List<String> seen = new ArrayList<>();
    List<OpCase> compiled = subject.survey().compiled();
    for (OpCase one : compiled) {
      String key = one.op().kind() + one.op().dtype() + one.lane();
      if (moderate(one.op()) && Judge.cannotJudge(one.op()).isEmpty() && !seen.contains(key)) {
        seen.add(key);
        chosen.add(one);
      }
    }
    requireSome(subject, chosen);
    return chosen;
  }

  private static boolean moderate(Op op) {
    if (op instanceof TrainingOp) {
      return true;
    }
    if (op instanceof MatMul product) {
      return product.roleB() == Role.VARIABLE && product.m() >= 5;
    }
    if (op instanceof FmaChain chain) {
      return chain.steps() == 17;
    }
    if (op instanceof MatrixChain chain) {
      return chain.steps() == 17;
    }
    return (op instanceof Copy copy && copy.elements() == 1000)
        || (op instanceof Read read && read.elements() == 1000)
        || (op instanceof Triad triad && triad.elements() == 1000);
  }

  private static void requireSome(Subject subject, List<?> cases) {
    if (cases.isEmpty()) {
      throw new Unverified(subject.options().nothing());
    }
  }
}
