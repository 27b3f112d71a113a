package io.goodflops.plugin.cpu;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.goodflops.spi.DType;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive_desc;

/** MatMul by oneDNN. In lane PACKED the primitive chooses the layout of B. */
final class DnnlMatMul implements CpuKernel.Binder {
  private final CpuDevice device;
  private final Dnnl dnnl;
  private final Handles handles = new Handles();
  private final dnnl_memory_desc a;
  private final dnnl_memory_desc plainB;
  private final dnnl_memory_desc c;
  private final DnnlPrimitive primitive;

  static CpuKernel compile(CpuDevice device, Dnnl dnnl, MatMul op, Lane lane)
      throws UnsupportedOpException {
    refuseWhatWouldNotBeCalculatedAsAsked(op);
    DnnlMatMul matMul = new DnnlMatMul(device, dnnl, op, lane);
    return new CpuKernel(device, op, "oneDNN " + matMul.primitive.implementation(), matMul);
  }

  static void refuseWhatWouldNotBeCalculatedAsAsked(MatMul op) throws UnsupportedOpException {
    if (op.compute().mathMode() != MathMode.STRICT) {
      throw new UnsupportedOpException(
          "math mode " + op.compute().mathMode() + ": only STRICT is calculated here");
    }
    DType accumulate = op.storage().isInteger() ? DType.INT32 : DType.FP32;
    if (op.compute().accumulate() != accumulate) {
      throw new UnsupportedOpException(
          op.storage() + " accumulates in " + accumulate + ", not " + op.compute().accumulate());
    }
    boolean narrow = op.output() == op.storage() && !op.storage().isInteger();
    if (op.storage() == DType.INT32 || !(op.output() == accumulate || narrow)) {
      throw new UnsupportedOpException(
          "no product of " + op.storage() + " is stored as " + op.output());
    }
  }

  private DnnlMatMul(CpuDevice device, Dnnl dnnl, MatMul op, Lane lane)
      throws UnsupportedOpException {
    this.device = device;
    this.dnnl = dnnl;
    a = handles.add(matrix(op.storage(), op, op.m(), op.k(), op.transposeA()));
    plainB = handles.add(matrix(op.storage(), op, op.k(), op.n(), op.transposeB()));
    c = handles.add(matrix(op.output(), op, op.m(), op.n(), false));
    dnnl_memory_desc wantedB =
        lane == Lane.PACKED
            ? handles.add(Dnnl.anyLayout(op.storage(), dims(op, op.k(), op.n())))
            : plainB;
    try {
      primitive =
          new DnnlPrimitive(
              dnnl,
              "matmul of " + op.storage() + " into " + op.output() + " on " + Dnnl.isa(),
              (desc, attributes) -> {
                // the scratchpad is the kernel's workspace
                Dnnl.check(
                    dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user),
                    "dnnl_primitive_attr_set_scratchpad_mode");
                int status =
                    dnnl_matmul_primitive_desc_create(
                        desc, dnnl.engine(), a, wantedB, new dnnl_memory_desc(null), c, attributes);
                while (status == dnnl_success && errs(op, lane, desc)) {
                  status = dnnl_primitive_desc_next_impl(desc);
                }
                return status;
              });
    } catch (UnsupportedOpException e) {
      handles.close();
      throw e;
    }
    handles.add(primitive::close);
  }

  /**
   * Whether this implementation is known to calculate wrong results here.
   *
   * <p>The AMX kernel of oneDNN 3.13.0 copies a plain INT8 B into blocks of 64 rows and 32 columns,
   * and leaves the rows beyond K of all but the first block as they were: garbage, which it then
   * multiplies by what lies behind a row of A. Found by this module's tests; with another layout of
   * A or B, and in BF16, it calculates right.
   */
  private static boolean errs(MatMul op, Lane lane, dnnl_primitive_desc desc) {
    return op.storage() == DType.INT8
        && lane == Lane.PLAIN
        && !op.transposeB()
        && op.n() > 32
        && op.k() % 64 != 0
        && DnnlPrimitive.implementation(desc).contains("amx");
  }

  @Override
  public long workspaceBytes() {
    return dnnl_memory_desc_get_size(primitive.query(dnnl_query_scratchpad_md));
  }

  @Override
  public Work bind(List<CpuBuffer> inputs, List<CpuBuffer> outputs, Optional<CpuBuffer> workspace) {
    Optional<CpuBuffer> packed = pack(inputs.get(1));
    long addressOfB = packed.orElse(inputs.get(1)).address();
    List<DnnlPrimitive.Argument> arguments = new ArrayList<>();
    arguments.add(new DnnlPrimitive.Argument(DNNL_ARG_SRC, a, inputs.get(0).address()));
    arguments.add(new DnnlPrimitive.Argument(DNNL_ARG_WEIGHTS, layoutOfB(), addressOfB));
    arguments.add(new DnnlPrimitive.Argument(DNNL_ARG_DST, c, outputs.get(0).address()));
    workspace.ifPresent(
        room ->
            arguments.add(
                new DnnlPrimitive.Argument(
                    DNNL_ARG_SCRATCHPAD,
                    primitive.query(dnnl_query_scratchpad_md),
                    room.address())));
    Work product = primitive.bind(arguments.toArray(DnnlPrimitive.Argument[]::new));
    return new Work() {
      @Override
      public void run() {
        product.run();
      }

      @Override
      public void close() {
        product.close();
        packed.ifPresent(CpuBuffer::close);
      }
    };
  }

  @Override
  public void close() {
    handles.close();
  }

  private dnnl_memory_desc layoutOfB() {
    return primitive.query(dnnl_query_weights_md);
  }

  /** A rearranged copy of B, unless the primitive likes it as it lies. */
  private Optional<CpuBuffer> pack(CpuBuffer plain) {
    dnnl_memory_desc layout = layoutOfB();
    if (dnnl_memory_desc_equal(layout, plainB) == 1) {
      return Optional.empty();
    }
    CpuBuffer packed =
        device.opened(new CpuBuffer(device, TensorSpec.bytes(dnnl_memory_desc_get_size(layout))));
    dnnl.reorder(plainB, plain, layout, packed);
    return Optional.of(packed);
  }

  /** Rows by columns of op(X); a transposed matrix is the same memory with swapped strides. */
  private static dnnl_memory_desc matrix(
      DType dtype, MatMul op, long rows, long columns, boolean transposed) {
    long rowStride = transposed ? 1 : columns;
    long columnStride = transposed ? rows : 1;
    long[] strides =
        op.batch() == 1
            ? new long[] {rowStride, columnStride}
            : new long[] {rows * columns, rowStride, columnStride};
    return Dnnl.strided(dtype, dims(op, rows, columns), strides);
  }

  private static long[] dims(MatMul op, long rows, long columns) {
    return op.batch() == 1 ? new long[] {rows, columns} : new long[] {op.batch(), rows, columns};
  }
}
