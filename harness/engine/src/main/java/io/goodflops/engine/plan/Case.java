package io.goodflops.engine.plan;

import io.goodflops.engine.probe.Probe;
import io.goodflops.spi.Op;
import io.goodflops.workload.OpWorkload;
import io.goodflops.workload.suite.CaseShape;
import java.util.Optional;

/**
 * An op on a device in one dtype, compute mode, lane and input pattern.
 *
 * @param id unique in the run, without blanks or {@code =}
 * @param obstacle why it cannot be run, known before it was tried
 */
public record Case(String id, Probe.Device device, CaseShape shape, Optional<String> obstacle) {

  /** The id up to the device: the same for the same work on another device. */
  public String shapeId() {
    return id.substring(0, id.length() - device.record().id().length() - 1);
  }

  /** The op, if the case is one. */
  public Optional<Op> op() {
    return shape.workload() instanceof OpWorkload work ? Optional.of(work.op()) : Optional.empty();
  }
}
