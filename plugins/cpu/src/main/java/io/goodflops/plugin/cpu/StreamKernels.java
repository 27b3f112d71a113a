package io.goodflops.plugin.cpu;

import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Op;
import io.goodflops.spi.Read;
import io.goodflops.spi.Triad;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.DoubleBuffer;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.Pointer;

/**
 * Stream ops by whatever was measured to be fastest: the C library copies, oneDNN does triads and
 * sums of the types it has, and FP64, which it has not, is done by loops over direct buffers.
 */
final class StreamKernels {
  /** Doubles in one piece of work; a piece is seen through one ByteBuffer. */
  private static final long PIECE_DOUBLES = 1 << 16;

  private StreamKernels() {}

  static CpuKernel compile(CpuDevice device, Dnnl dnnl, Crew crew, Op op)
      throws UnsupportedOpException {
    if (op instanceof Copy) {
      return new CpuKernel(
          device,
          op,
          "libc memcpy, " + crew.size() + " threads",
          (in, out, workspace) -> copy(crew, in.get(0), out.get(0)));
    }
    if (op.dtype() != DType.FP64) {
      return op instanceof Read read
          ? DnnlStreams.read(device, dnnl, read)
          : DnnlStreams.triad(device, dnnl, (Triad) op);
    }
    return new CpuKernel(
        device,
        op,
        "Java loop, " + crew.size() + " threads",
        (in, out, workspace) ->
            op instanceof Read
                ? read(crew, in.get(0), out.get(0))
                : triad(crew, in.get(0), in.get(1), out.get(0)));
  }

  /** Each thread copies one stretch of whole pages. */
  private static Work copy(Crew crew, CpuBuffer x, CpuBuffer y) {
    long page = 4096;
    long bytes = x.spec().bytes();
    long part = (bytes / crew.size() + page) / page * page;
    Pointer[] from = new Pointer[crew.size()];
    Pointer[] to = new Pointer[crew.size()];
    long[] lengths = new long[crew.size()];
    for (int i = 0; i < from.length; i++) {
      long start = Math.min(bytes, part * i);
      from[i] = new Address(x.address() + start);
      to[i] = new Address(y.address() + start);
      lengths[i] = Math.min(bytes - start, part);
    }
    Crew.Task task = (worker, workers) -> Pointer.memcpy(to[worker], from[worker], lengths[worker]);
    return () -> crew.run(task);
  }

  private static Work triad(Crew crew, CpuBuffer a, CpuBuffer b, CpuBuffer y) {
    List<DoubleBuffer> as = pieces(a);
    List<DoubleBuffer> bs = pieces(b);
    List<DoubleBuffer> ys = pieces(y);
    Crew.Task task =
        (worker, workers) -> {
          int end = Math.toIntExact((worker + 1L) * ys.size() / workers);
          for (int i = Math.toIntExact((long) worker * ys.size() / workers); i < end; i++) {
            triad(as.get(i), bs.get(i), ys.get(i));
          }
        };
    return () -> crew.run(task);
  }

  private static void triad(DoubleBuffer a, DoubleBuffer b, DoubleBuffer y) {
    int length = y.capacity();
    for (int i = 0; i < length; i++) {
      y.put(i, a.get(i) + Triad.SCALAR * b.get(i));
    }
  }

  private static Work read(Crew crew, CpuBuffer x, CpuBuffer y) {
    List<DoubleBuffer> xs = pieces(x);
    DoubleBuffer result = pieces(y).get(0);
    // one cache line for each thread's sum
    double[] sums = new double[8 * crew.size()];
    Crew.Task task =
        (worker, workers) -> {
          int end = Math.toIntExact((worker + 1L) * xs.size() / workers);
          double sum = 0;
          for (int i = Math.toIntExact((long) worker * xs.size() / workers); i < end; i++) {
            sum += sum(xs.get(i));
          }
          sums[8 * worker] = sum;
        };
    return () -> {
      crew.run(task);
      double sum = 0;
      for (int i = 0; i < sums.length; i += 8) {
        sum += sums[i];
      }
      result.put(0, sum);
    };
  }

  /** Eight sums side by side hide the latency of an addition. */
  private static double sum(DoubleBuffer x) {
    double s0 = 0;
    double s1 = 0;
    double s2 = 0;
    double s3 = 0;
    double s4 = 0;
    double s5 = 0;
    double s6 = 0;
    double s7 = 0;
    int length = x.capacity();
    int i = 0;
    for (; i < length - 7; i += 8) {
      s0 += x.get(i);
      s1 += x.get(i + 1);
      s2 += x.get(i + 2);
      s3 += x.get(i + 3);
      s4 += x.get(i + 4);
      s5 += x.get(i + 5);
      s6 += x.get(i + 6);
      s7 += x.get(i + 7);
    }
    for (; i < length; i++) {
      s0 += x.get(i);
    }
    return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
  }

  private static List<DoubleBuffer> pieces(CpuBuffer buffer) {
    List<DoubleBuffer> pieces = new ArrayList<>();
    long step = 8 * PIECE_DOUBLES;
    for (long at = 0; at < buffer.spec().bytes(); at += step) {
      int length = (int) Math.min(step, buffer.spec().bytes() - at);
      pieces.add(buffer.view(at, length).asDoubleBuffer());
    }
    return pieces;
  }
}
