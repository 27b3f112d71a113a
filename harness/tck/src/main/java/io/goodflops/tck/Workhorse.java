package io.goodflops.tck;

import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Op;
import io.goodflops.spi.Role;
import io.goodflops.spi.Triad;
import io.goodflops.spi.UnsupportedOpException;
import java.util.List;
import java.util.function.Predicate;

/** An op that takes some time, for the rules about time. */
final class Workhorse {
  /** Of a size that no other rule uses. */
  private static final List<Op> OPS =
      List.of(
          Catalogue.product(1, 72, 72, 72, false, false, DType.FP32, Role.VARIABLE),
          Catalogue.product(1, 72, 72, 72, false, false, DType.BF16, Role.VARIABLE),
          Catalogue.product(1, 72, 72, 72, false, false, DType.FP16, Role.VARIABLE),
          Catalogue.product(1, 72, 72, 72, false, false, DType.INT8, Role.VARIABLE),
          new Triad(DType.FP32, 100_003),
          new Copy(DType.FP32, 100_003));

  private Workhorse() {}

  static OpRun on(Subject subject, Device device) throws UnsupportedOpException {
    return first(subject, device, subject.options()::wants);
  }

  /** Of any kind, whatever was asked for: for rules that are not about ops. */
  static OpRun any(Subject subject, Device device) throws UnsupportedOpException {
    return first(subject, device, kind -> true);
  }

  private static OpRun first(Subject subject, Device device, Predicate<String> wanted)
      throws UnsupportedOpException {
    for (Op op : OPS) {
      if (wanted.test(op.kind())) {
        try {
          return new OpRun(subject, device, new OpCase(op, Lane.PLAIN));
        } catch (UnsupportedOpException e) {
          // the next one may
        }
      }
    }
    throw new Unverified("no op that could be timed compiles in lane PLAIN");
  }
}
