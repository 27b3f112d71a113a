package io.goodflops.plugin.cpu;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.goodflops.plugin.cpu.DnnlPrimitive.Argument;
import io.goodflops.spi.DType;
import io.goodflops.spi.Op;
import io.goodflops.spi.Read;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.Triad;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_memory_desc;

/** Triad and Read by oneDNN. */
final class DnnlStreams {
  /** Elements of X in one row of a Read: the ones it is multiplied by stay in the cache. */
  private static final long ROW = 4096;

  private DnnlStreams() {}

  /** One binary primitive: Y = A + B, with B scaled by 3. */
  static CpuKernel triad(CpuDevice device, Dnnl dnnl, Triad op) throws UnsupportedOpException {
    if (op.dtype().isInteger()) {
      throw new UnsupportedOpException("triad of " + op.dtype() + ": floating point only here");
    }
    Handles handles = new Handles();
    dnnl_memory_desc vector = handles.add(vector(op.dtype(), op.elements()));
    dnnl_memory_desc scalar = handles.add(vector(DType.FP32, 1));
    DnnlPrimitive binary =
        create(
            handles,
            dnnl,
            "binary of " + op.dtype(),
            (desc, attributes) -> {
              Dnnl.check(
                  dnnl_primitive_attr_set_scales_mask(attributes, DNNL_ARG_SRC_1, 0),
                  "dnnl_primitive_attr_set_scales_mask");
              return dnnl_binary_primitive_desc_create(
                  desc, dnnl.engine(), dnnl_binary_add, vector, vector, vector, attributes);
            });
    CpuBuffer scale = buffer(handles, device, TensorSpec.of(DType.FP32, 1L));
    scale.view(0, 4).putFloat(0, (float) Triad.SCALAR);
    return kernel(
        device,
        op,
        binary,
        handles,
        (in, out, workspace) ->
            binary.bind(
                new Argument(DNNL_ARG_SRC_0, vector, in.get(0).address()),
                new Argument(DNNL_ARG_SRC_1, vector, in.get(1).address()),
                new Argument(DNNL_ARG_DST, vector, out.get(0).address()),
                new Argument(DNNL_ARG_ATTR_SCALES | DNNL_ARG_SRC_1, scalar, scale.address())));
  }

  /**
   * X as a matrix of rows, times a column of ones, gives a sum for each row; the few of them are
   * added up in Java. (oneDNN's own reduction of a whole tensor is a hundred times slower.)
   */
  static CpuKernel read(CpuDevice device, Dnnl dnnl, Read op) throws UnsupportedOpException {
    if (op.dtype() == DType.INT32) {
      throw new UnsupportedOpException("read of INT32: oneDNN multiplies no INT32");
    }
    DType accumulate = op.compute().accumulate();
    long row = Math.min(ROW, op.elements());
    long rows = op.elements() / row;
    long rest = op.elements() % row;
    Handles handles = new Handles();
    CpuBuffer ones = buffer(handles, device, TensorSpec.of(op.dtype(), row));
    fillWithOnes(ones);
    CpuBuffer sums = buffer(handles, device, TensorSpec.of(accumulate, rows + 1));
    RowSums whole = rowSums(handles, dnnl, op, rows, row);
    Optional<RowSums> tail =
        rest == 0 ? Optional.empty() : Optional.of(rowSums(handles, dnnl, op, 1, rest));
    return kernel(
        device,
        op,
        whole.primitive(),
        handles,
        (in, out, workspace) -> {
          long x = in.get(0).address();
          List<Work> parts = new ArrayList<>();
          parts.add(whole.bind(x, ones, sums.address()));
          tail.ifPresent(
              t ->
                  parts.add(
                      t.bind(
                          x + op.dtype().bytes(rows * row),
                          ones,
                          sums.address() + accumulate.bytes(rows))));
          int count = Math.toIntExact(rows + parts.size() - 1);
          return addUp(parts, sums, count, out.get(0));
        });
  }

  private record RowSums(
      DnnlPrimitive primitive, dnnl_memory_desc x, dnnl_memory_desc ones, dnnl_memory_desc sums) {
    Work bind(long addressX, CpuBuffer one, long addressSums) {
      return primitive.bind(
          new Argument(DNNL_ARG_SRC, x, addressX),
          new Argument(DNNL_ARG_WEIGHTS, ones, one.address()),
          new Argument(DNNL_ARG_DST, sums, addressSums));
    }
  }

  private static RowSums rowSums(Handles handles, Dnnl dnnl, Read op, long rows, long row)
      throws UnsupportedOpException {
    DType accumulate = op.compute().accumulate();
    long[] alongRows = {row, 1};
    dnnl_memory_desc x = handles.add(Dnnl.strided(op.dtype(), new long[] {rows, row}, alongRows));
    long[] column = {1, 1};
    dnnl_memory_desc ones = handles.add(Dnnl.strided(op.dtype(), new long[] {row, 1}, column));
    dnnl_memory_desc sums = handles.add(Dnnl.strided(accumulate, new long[] {rows, 1}, column));
    DnnlPrimitive primitive =
        create(
            handles,
            dnnl,
            "row sums of " + op.dtype(),
            (desc, attributes) ->
                dnnl_matmul_primitive_desc_create(
                    desc, dnnl.engine(), x, ones, new dnnl_memory_desc(null), sums, attributes));
    return new RowSums(primitive, x, ones, sums);
  }

  private static Work addUp(List<Work> parts, CpuBuffer sums, int count, CpuBuffer result) {
    ByteBuffer source = sums.view(0, 4 * count);
    ByteBuffer target = result.view(0, 4);
    boolean integer = result.spec().dtype() == DType.INT32;
    return new Work() {
      @Override
      public void run() {
        parts.forEach(Work::run);
        if (integer) {
          int sum = 0;
          for (int i = 0; i < count; i++) {
            sum += source.getInt(4 * i);
          }
          target.putInt(0, sum);
        } else {
          float sum = 0;
          for (int i = 0; i < count; i++) {
            sum += source.getFloat(4 * i);
          }
          target.putFloat(0, sum);
        }
      }

      @Override
      public void close() {
        parts.forEach(Work::close);
      }
    };
  }

  private static void fillWithOnes(CpuBuffer ones) {
    ByteBuffer bytes = ones.view(0, (int) ones.spec().bytes());
    while (bytes.hasRemaining()) {
      switch (ones.spec().dtype()) {
        case FP32 -> bytes.putFloat(1);
        case BF16 -> bytes.putShort((short) 0x3f80);
        case FP16 -> bytes.putShort((short) 0x3c00);
        default -> bytes.put((byte) 1);
      }
    }
  }

  private static CpuKernel kernel(
      CpuDevice device, Op op, DnnlPrimitive primitive, Handles handles, Bind bind) {
    CpuKernel.Binder binder =
        new CpuKernel.Binder() {
          @Override
          public Work bind(List<CpuBuffer> in, List<CpuBuffer> out, Optional<CpuBuffer> workspace) {
            return bind.bind(in, out, workspace);
          }

          @Override
          public void close() {
            handles.close();
          }
        };
    return new CpuKernel(device, op, "oneDNN " + primitive.implementation(), binder);
  }

  private interface Bind {
    Work bind(List<CpuBuffer> in, List<CpuBuffer> out, Optional<CpuBuffer> workspace);
  }

  /** Destroyed with {@code handles}; if it cannot be created, they are destroyed at once. */
  private static DnnlPrimitive create(
      Handles handles, Dnnl dnnl, String what, DnnlPrimitive.Creator creator)
      throws UnsupportedOpException {
    try {
      DnnlPrimitive primitive = new DnnlPrimitive(dnnl, what, creator);
      handles.add(primitive::close);
      return primitive;
    } catch (UnsupportedOpException e) {
      handles.close();
      throw e;
    }
  }

  private static dnnl_memory_desc vector(DType dtype, long elements) {
    return Dnnl.strided(dtype, new long[] {elements}, new long[] {1});
  }

  private static CpuBuffer buffer(Handles handles, CpuDevice device, TensorSpec spec) {
    CpuBuffer buffer = device.opened(new CpuBuffer(device, spec));
    handles.add(buffer::close);
    return buffer;
  }
}
