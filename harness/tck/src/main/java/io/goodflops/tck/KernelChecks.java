package io.goodflops.tck;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Compute;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Queue;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.data.Pattern;
import java.nio.ByteBuffer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Rules K about what compiles. */
final class KernelChecks {
  private KernelChecks() {}

  static String refusesWithReasons(Subject subject) {
    Survey survey = subject.survey();
    for (Map.Entry<OpCase, String> failed : survey.failed().entrySet()) {
      throw new Breach(failed.getKey() + ": " + failed.getValue(), where(failed.getKey()));
    }
    for (Map.Entry<OpCase, String> refused : survey.refused().entrySet()) {
      if (refused.getValue().isBlank()) {
        throw new Breach(
            refused.getKey() + " is refused without a reason", where(refused.getKey()));
      }
    }
    return Plural.of(survey.compiled().size(), "op")
        + " compiled, "
        + survey.refused().size()
        + " refused with a reason";
  }

  private static Circumstance where(OpCase one) {
    return Circumstance.of(one.op(), one.lane(), "none");
  }

  static String refusesTheUnknown(Subject subject) {
    List<Op> ops = List.of(MatMul.of(8, 8, 8, DType.FP32), new Copy(DType.FP32, 64));
    try (Device device = subject.open()) {
      for (Op op : ops) {
        for (Lane lane : Catalogue.PROGRAM_LANES) {
          subject.tries("compile", Circumstance.of(op, lane, "none"));
          String what = op.kind() + " in lane " + lane + ", which is for programs,";
          Throwable thrown = Calls.thrownBy(what, () -> device.compile(op, lane));
          Breach.unless(
              thrown instanceof UnsupportedOpException, what + " threw " + Calls.describe(thrown));
        }
      }
    }
    return "ops in lanes of programs are refused (no op of an unknown kind can be made: the SPI's"
        + " kinds are sealed)";
  }

  /** Whatever compiles in one shape should compile in all of the catalogue's, none is large. */
  static String compilesEveryShape(Subject subject) {
    Survey survey = subject.survey();
    Set<Kind> done = new LinkedHashSet<>();
    survey.compiled().forEach(one -> Kind.of(one).ifPlain(done));
    for (Map.Entry<OpCase, String> refused : survey.refused().entrySet()) {
      OpCase one = refused.getKey();
      if (one.lane() == Lane.PLAIN && done.contains(Kind.of(one))) {
        throw new Breach(one + " is refused: " + refused.getValue(), where(one));
      }
    }
    if (done.isEmpty()) {
      throw new Unverified(subject.options().nothing() + " in lane PLAIN");
    }
    return Plural.of(done.size(), "combination") + " of op and types, each in every shape";
  }

  /** An op without its shape. */
  private record Kind(String kind, DType dtype, Compute compute, DType output, Lane lane) {
    static Kind of(OpCase one) {
      Op op = one.op();
      DType output = op.outputs().get(0).spec().dtype();
      return new Kind(op.kind(), op.dtype(), op.compute(), output, one.lane());
    }

    void ifPlain(Set<Kind> target) {
      if (lane == Lane.PLAIN) {
        target.add(this);
      }
    }
  }

  static String describesKernels(Subject subject) throws UnsupportedOpException {
    List<OpCase> compiled = subject.survey().compiled();
    try (Device device = subject.open()) {
      for (OpCase one : compiled) {
        subject.tries("compile", where(one));
        try (Kernel kernel = device.compile(one.op(), one.lane())) {
          long bytes = kernel.workspaceBytes();
          if (bytes < 0 || bytes != kernel.workspaceBytes()) {
            throw new Breach(one + ": workspaceBytes() is " + bytes + ", or changes", where(one));
          }
          if (kernel.description() == null) {
            throw new Breach(one + ": description() is null", where(one));
          }
        }
      }
    }
    return Plural.of(compiled.size(), "kernel");
  }

  static String writesNowhereElse(Subject subject) throws UnsupportedOpException {
    List<OpCase> cases = ResultChecks.someOfEach(subject);
    try (Device device = subject.open();
        Queue queue = device.openQueue()) {
      for (OpCase one : cases) {
        try (OpRun run = new OpRun(subject, device, one, 256)) {
          run.fill(Pattern.RANDOM, subject.options().seed());
          byte[] guard = Bytes.random(256, subject.options().seed());
          for (Buffer buffer : run.guards()) {
            buffer.write(0, ByteBuffer.wrap(guard));
          }
          run.once(queue);
          for (Buffer buffer : run.guards()) {
            guarded(one, guard, Bytes.of(buffer), "a neighbouring buffer");
          }
          for (int i = 0; i < run.inputs().size(); i++) {
            byte[] right = run.input(i, Pattern.RANDOM, subject.options().seed());
            guarded(one, right, Bytes.of(run.inputs().get(i)), "input " + i);
          }
        }
      }
    }
    return Plural.of(cases.size(), "op") + " with guards around each buffer";
  }

  private static void guarded(OpCase one, byte[] right, byte[] found, String what) {
    try {
      Bytes.same(found, right, one + " wrote to " + what);
    } catch (Breach e) {
      throw new Breach(e.getMessage(), Circumstance.of(one.op(), one.lane(), "RANDOM"));
    }
  }
}
