package io.goodflops.workload.suite;

import io.goodflops.spi.Lane;
import io.goodflops.spi.Role;
import io.goodflops.workload.OpWorkload;
import io.goodflops.workload.Workload;
import io.goodflops.workload.data.Pattern;
import java.util.Objects;

/** A case before it meets a device. */
public record CaseShape(Workload workload, Lane lane, Pattern pattern) {
  public CaseShape {
    Objects.requireNonNull(workload, "workload");
    Objects.requireNonNull(lane, "lane");
    Objects.requireNonNull(pattern, "pattern");
    if (lane == Lane.PACKED && !hasConstant(workload)) {
      throw new IllegalArgumentException(
          workload.name() + " has no constant operand, so lane PACKED has nothing to pack");
    }
  }

  /** Only random data rank; zeros and ones show how much speed depends on the data. */
  public boolean ranks() {
    return pattern == Pattern.RANDOM;
  }

  private static boolean hasConstant(Workload workload) {
    return workload instanceof OpWorkload ops
        && ops.op().inputs().stream().anyMatch(operand -> operand.role() == Role.CONSTANT);
  }
}
