package io.goodflops.workload;

import io.goodflops.spi.DType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * A transfer between host and device memory, or from one device to another. To verify one, judge
 * the bytes that arrived as a {@link io.goodflops.spi.Copy} of INT8.
 *
 * @param bytes bytes of one transfer
 * @param pinned whether the host's side is page-locked
 */
public record TransferWorkload(
    String name, Direction direction, long bytes, boolean pinned, String source)
    implements Workload {
  public TransferWorkload {
    WorkloadNames.requireWord(name);
    Objects.requireNonNull(direction, "direction");
    Objects.requireNonNull(source, "source");
    if (bytes < 1) {
      throw new IllegalArgumentException("bytes is " + bytes + ", must be at least 1");
    }
  }

  /** A transfer under its usual name. */
  public static TransferWorkload of(
      Direction direction, long bytes, boolean pinned, String source) {
    return new TransferWorkload(
        WorkloadNames.ofTransfer(direction, bytes, pinned), direction, bytes, pinned, source);
  }

  @Override
  public DType dtype() {
    return DType.INT8;
  }

  @Override
  public long flops() {
    return 0;
  }

  @Override
  public long memoryBytes() {
    return bytes;
  }

  @Override
  public Map<String, String> describe() {
    Map<String, String> text = new LinkedHashMap<>();
    text.put("kind", "transfer");
    text.put("direction", direction.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    text.put("bytes", Long.toString(bytes));
    if (direction != Direction.PEER_TO_DEVICE) {
      text.put("memory", pinned ? "pinned" : "pageable");
    }
    return Collections.unmodifiableMap(text);
  }
}
