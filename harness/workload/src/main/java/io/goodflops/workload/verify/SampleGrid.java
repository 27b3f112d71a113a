package io.goodflops.workload.verify;

import io.goodflops.spi.MatMul;
import io.goodflops.workload.data.Counter;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** Which elements of C are looked at: some rows times some columns in some batches. */
record SampleGrid(List<Long> batches, List<Long> rows, List<Long> columns) {
  private static final int TARGET = 256;
  private static final int SIDE = 16;
  private static final int BATCHES = 4;

  /** At least 256 elements, or all there are; fewer where K is so long that lines get large. */
  static SampleGrid of(MatMul op, long challengeSeed) {
    SplittableRandom random = new SplittableRandom(Counter.key(challengeSeed, 1 << 20));
    int target = op.k() > 1 << 20 ? 16 : TARGET;
    int side = op.k() > 1 << 20 ? 4 : SIDE;
    long batches = Math.min(op.batch(), BATCHES);
    long perBatch = (target + batches - 1) / batches;
    long rows = Math.min(op.m(), side);
    long columns = Math.min(op.n(), (perBatch + rows - 1) / rows);
    rows = Math.min(op.m(), (perBatch + columns - 1) / columns);
    batches = Math.min(op.batch(), Math.max(batches, target / (rows * columns)));
    return new SampleGrid(
        pick(op.batch(), batches, random),
        pick(op.m(), rows, random),
        pick(op.n(), columns, random));
  }

  long size() {
    return (long) batches.size() * rows.size() * columns.size();
  }

  /** One of each of {@code count} equal parts of [0, size), and the very last. */
  private static List<Long> pick(long size, long count, SplittableRandom random) {
    List<Long> picked = new ArrayList<>();
    for (long i = 0; i < count - 1; i++) {
      long from = Math.multiplyExact(size, i) / count;
      long to = Math.multiplyExact(size, i + 1) / count;
      picked.add(random.nextLong(from, to));
    }
    picked.add(size - 1);
    return picked;
  }
}
