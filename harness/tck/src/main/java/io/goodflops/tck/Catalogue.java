package io.goodflops.tck;

import io.goodflops.spi.Compute;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.MatrixChain;
import io.goodflops.spi.Op;
import io.goodflops.spi.Read;
import io.goodflops.spi.Role;
import io.goodflops.spi.Triad;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The ops that a device is asked for: tiny, odd and moderate shapes, every dtype, every lane. */
final class Catalogue {
  /** Lanes that an op may be asked for in. */
  static final List<Lane> OP_LANES = List.of(Lane.PLAIN, Lane.PACKED, Lane.COMMON, Lane.TUNED);

  /** Lanes that belong to programs. */
  static final List<Lane> PROGRAM_LANES = List.of(Lane.OP_BY_OP, Lane.REPLAY, Lane.FUSED);

  static final List<DType> FLOATS = List.of(DType.FP32, DType.FP64, DType.BF16, DType.FP16);
  static final List<DType> MATMUL_TYPES =
      List.of(DType.FP32, DType.FP64, DType.BF16, DType.FP16, DType.INT8);

  /** What only products take. */
  private static final List<DType> FP8 = List.of(DType.FP8_E4M3, DType.FP8_E5M2);

  private static final long[][] SHAPES = {
    {1, 1, 1},
    {1, 7, 5},
    {3, 1, 17},
    {2, 3, 1},
    {17, 13, 19},
    {64, 64, 64},
    {129, 65, 33},
    {31, 127, 257}
  };
  private static final long[][] TURNED = {{17, 13, 19}, {1, 5, 3}, {64, 48, 80}};
  private static final long[] LENGTHS = {1, 2, 7, 63, 64, 65, 1000, 4099, 16411};
  private static final long[][] CHAINS = {{768, 1}, {768, 17}, {2304, 64}};

  private Catalogue() {}

  /** Everything. */
  static List<OpCase> all() {
    List<OpCase> cases = new ArrayList<>();
    for (Op op : products()) {
      cases.add(new OpCase(op, Lane.PLAIN));
    }
    for (DType dtype : DType.values()) {
      streams(dtype, LENGTHS, op -> cases.add(new OpCase(op, Lane.PLAIN)));
      for (long[] chain : CHAINS) {
        cases.add(new OpCase(new FmaChain(dtype, chain[0], chain[1]), Lane.PLAIN));
      }
    }
    for (Op op : matrixChains()) {
      cases.add(new OpCase(op, Lane.PLAIN));
    }
    for (DType dtype : FLOATS) {
      for (Op op : TrainingCatalogue.of(dtype)) {
        cases.add(new OpCase(op, Lane.PLAIN));
        if (op.inputs().stream().anyMatch(input -> input.role() == Role.CONSTANT)) {
          cases.add(new OpCase(op, Lane.PACKED));
        }
      }
    }
    for (Lane lane : OP_LANES.subList(1, OP_LANES.size())) {
      for (DType dtype : MATMUL_TYPES) {
        for (long[] s : new long[][] {{1, 1, 1}, {17, 13, 19}, {64, 64, 64}, {129, 65, 33}}) {
          cases.add(new OpCase(MatMul.of(s[0], s[1], s[2], dtype), lane));
        }
        cases.add(new OpCase(product(2, 9, 33, 70, false, true, dtype, Role.CONSTANT), lane));
        cases.add(new OpCase(product(1, 17, 13, 19, false, false, dtype, Role.VARIABLE), lane));
      }
      for (DType dtype : DType.values()) {
        streams(dtype, new long[] {1000}, op -> cases.add(new OpCase(op, lane)));
        cases.add(new OpCase(new FmaChain(dtype, 768, 17), lane));
      }
    }
    return cases;
  }

  private static List<Op> matrixChains() {
    List<Op> ops = new ArrayList<>();
    for (long[] size : new long[][] {{1, 1}, {5, 17}}) {
      for (DType dtype : MATMUL_TYPES) {
        ops.add(new MatrixChain(dtype, Compute.standard(dtype), size[0], size[1]));
      }
      Compute tf32 = new Compute(DType.FP32, MathMode.TF32);
      ops.add(new MatrixChain(DType.FP32, tf32, size[0], size[1]));
    }
    return ops;
  }

  private static List<Op> products() {
    List<Op> ops = new ArrayList<>();
    for (DType dtype : MATMUL_TYPES) {
      for (long[] s : SHAPES) {
        ops.add(MatMul.of(s[0], s[1], s[2], dtype));
      }
      for (long[] s : TURNED) {
        ops.add(product(1, s[0], s[1], s[2], true, false, dtype, Role.CONSTANT));
        ops.add(product(1, s[0], s[1], s[2], false, true, dtype, Role.VARIABLE));
        ops.add(product(1, s[0], s[1], s[2], true, true, dtype, Role.CONSTANT));
      }
      ops.add(product(3, 5, 6, 7, false, false, dtype, Role.VARIABLE));
      ops.add(product(4, 33, 17, 40, true, true, dtype, Role.CONSTANT));
    }
    for (DType dtype : FP8) {
      for (long[] s : SHAPES) {
        ops.add(MatMul.of(s[0], s[1], s[2], dtype));
      }
      // libraries have FP8 for this layout first, in multiples of 16
      ops.add(product(1, 64, 48, 80, false, true, dtype, Role.VARIABLE));
      ops.add(product(3, 16, 32, 144, false, true, dtype, Role.CONSTANT));
      ops.add(product(1, 17, 13, 19, true, true, dtype, Role.CONSTANT));
      ops.add(product(2, 5, 6, 7, true, false, dtype, Role.VARIABLE));
      Compute sums = Compute.standard(dtype);
      ops.add(new MatMul(1, 64, 48, 80, false, true, dtype, sums, DType.BF16, Role.CONSTANT));
    }
    for (DType narrow : List.of(DType.BF16, DType.FP16)) {
      ops.add(written(narrow, Compute.standard(narrow), narrow));
      ops.add(written(narrow, Compute.strict(DType.FP16), narrow));
    }
    for (MathMode mode : List.of(MathMode.TF32, MathMode.HF32)) {
      ops.add(written(DType.FP32, new Compute(DType.FP32, mode), DType.FP32));
    }
    ops.add(written(DType.FP32, Compute.strict(DType.FP64), DType.FP64));
    ops.add(written(DType.FP64, Compute.strict(DType.FP32), DType.FP32));
    ops.add(written(DType.INT8, Compute.strict(DType.INT32), DType.INT8));
    return ops;
  }

  private static Op written(DType storage, Compute compute, DType output) {
    return new MatMul(1, 48, 40, 56, false, false, storage, compute, output, Role.CONSTANT);
  }

  static MatMul product(
      long batch,
      long m,
      long n,
      long k,
      boolean transposeA,
      boolean transposeB,
      DType dtype,
      Role roleB) {
    Compute compute = Compute.standard(dtype);
    return new MatMul(
        batch, m, n, k, transposeA, transposeB, dtype, compute, compute.accumulate(), roleB);
  }

  private static void streams(DType dtype, long[] lengths, Consumer<Op> target) {
    for (long length : lengths) {
      target.accept(new Copy(dtype, length));
      target.accept(new Read(dtype, length));
      target.accept(new Triad(dtype, length));
    }
  }
}
