package io.goodflops.plugin.cpu;

import io.goodflops.spi.DType;
import io.goodflops.spi.Embedding;
import io.goodflops.spi.Pass;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.IntBuffer;
import org.bytedeco.javacpp.Pointer;

/**
 * Embeddings on the crew. A worker of the backward pass owns every n-th row of the table and adds
 * to it in the order of the tokens, so that no sum depends on the number of workers.
 */
final class EmbeddingKernels {
  private EmbeddingKernels() {}

  static CpuKernel compile(CpuDevice device, Crew crew, Embedding op)
      throws UnsupportedOpException {
    if (op.pass() == Pass.BACKWARD && !Numbers.has(op.dtype())) {
      throw new UnsupportedOpException(
          op.kind() + " of " + op.dtype() + ": only FP32 and BF16 are added up here");
    }
    if (op.tokens() > Integer.MAX_VALUE / 4) {
      throw new UnsupportedOpException(op.tokens() + " tokens: one view of them is too small");
    }
    return new CpuKernel(
        device,
        op,
        (op.pass() == Pass.FORWARD ? "libc memcpy, " : "Java loop, ") + crew.size() + " threads",
        (in, out, workspace) ->
            op.pass() == Pass.FORWARD
                ? gather(crew, op, in.get(0), in.get(1), out.get(0))
                : scatter(crew, op, in.get(0), in.get(1), out.get(0)));
  }

  private static Work gather(Crew crew, Embedding op, CpuBuffer table, CpuBuffer ids, CpuBuffer y) {
    long row = op.dtype().bytes(op.width());
    int tokens = (int) op.tokens();
    IntBuffer indices = ids.view(0, 4 * tokens).asIntBuffer();
    Address[] from = addresses(crew);
    Address[] to = addresses(crew);
    Crew.Task task =
        (worker, workers) -> {
          int end = (int) ((worker + 1L) * tokens / workers);
          for (int i = (int) ((long) worker * tokens / workers); i < end; i++) {
            long source = table.address() + row * checked(indices.get(i), op);
            Pointer.memcpy(to[worker].at(y.address() + row * i), from[worker].at(source), row);
          }
        };
    return () -> crew.run(task, op.bytes());
  }

  private static Work scatter(
      Crew crew, Embedding op, CpuBuffer dy, CpuBuffer ids, CpuBuffer dTable) {
    int tokens = (int) op.tokens();
    long row = DType.FP32.bytes(op.width());
    IntBuffer indices = ids.view(0, 4 * tokens).asIntBuffer();
    Numbers gradients = new Numbers(dy);
    Numbers sums = new Numbers(dTable);
    Address[] zeroed = addresses(crew);
    float[][] terms = new float[crew.size()][Numbers.RUN];
    float[][] totals = new float[crew.size()][Numbers.RUN];
    Numbers.Scratch[] scratches = Numbers.scratches(crew.size());
    Crew.Task task =
        (worker, workers) -> {
          for (long i = worker; i < op.vocabulary(); i += workers) {
            Pointer.memset(zeroed[worker].at(dTable.address() + row * i), 0, row);
          }
          float[] term = terms[worker];
          float[] total = totals[worker];
          for (int i = 0; i < tokens; i++) {
            int id = checked(indices.get(i), op);
            if (id % workers != worker) {
              continue;
            }
            for (long at = 0; at < op.width(); at += Numbers.RUN) {
              int count = (int) Math.min(Numbers.RUN, op.width() - at);
              gradients.get(i * op.width() + at, count, term, scratches[worker]);
              sums.get(id * op.width() + at, count, total, scratches[worker]);
              for (int j = 0; j < count; j++) {
                total[j] += term[j];
              }
              sums.put(id * op.width() + at, count, total, scratches[worker]);
            }
          }
        };
    return () -> crew.run(task, op.bytes());
  }

  private static Address[] addresses(Crew crew) {
    Address[] addresses = new Address[crew.size()];
    for (int i = 0; i < addresses.length; i++) {
      addresses[i] = new Address(0);
    }
    return addresses;
  }

  /** A wrong index would read or write foreign memory. */
  private static int checked(int id, Embedding op) {
    if (id < 0 || id >= op.vocabulary()) {
      throw new IllegalArgumentException(
          "an index is " + id + ", must be in [0, " + op.vocabulary() + ")");
    }
    return id;
  }
}
