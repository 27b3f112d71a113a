package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Compute;
import io.goodflops.spi.Conv2d;
import io.goodflops.spi.DType;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.Pass;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.spi.Window2d;
import java.util.List;

/**
 * Convolutions by the vendor's BLAS, with what the window covers written out as columns; small
 * ones, and those that no BLAS multiplies or no memory holds, as implicit matrix products.
 */
final class ConvolutionKernels {
  private static final KernelFile FILE = KernelFile.CONVOLUTION;

  /** Of C, which a block makes; kernels/convolution.cu knows it as well. */
  private static final long TILE = 64;

  private static final long SHORTEST_DEPTH = 512;
  private static final long DEPTH_STEP = 16;

  /** Below it, writing columns takes longer than all products. */
  private static final long FEWEST_FLOPS = 1 << 22;

  private static final long MOST_ELEMENTS_OF_COLUMNS = 1 << 30;

  private ConvolutionKernels() {}

  static void convolution(Conv2d op, Plan plan) throws UnsupportedOpException {
    PoolKernels.requirePlane(op.height(), op.width(), op.window());
    DType sums = Compute.standard(op.storage()).accumulate();
    boolean tf32 = op.compute().equals(new Compute(DType.FP32, MathMode.TF32));
    if (op.compute().equals(Compute.standard(op.storage())) || (tf32 && op.dtype() == DType.FP32)) {
      LibraryConvolutions.Found found = plan.convolutions().find(op);
      if (found.convolution().isPresent()) {
        byLibrary(op, plan, found);
        return;
      }
      plan.note("not by a library: " + found.words());
    }
    if (!op.compute().equals(Compute.standard(op.storage()))
        || (op.output() != op.storage() && op.output() != sums)) {
      throw new UnsupportedOpException(
          "a convolution of "
              + op.storage()
              + " adds up in "
              + sums
              + ", math STRICT, and writes "
              + op.storage()
              + " or "
              + sums);
    }
    GemmForm form = form(op, sums);
    boolean multiplied = plan.products().of(form).compute().isPresent();
    if (multiplied && op.flops() >= FEWEST_FLOPS && fits(op)) {
      switch (op.pass()) {
        case FORWARD -> forward(op, plan, form);
        case BACKWARD_DATA -> data(op, plan, form);
        default -> weights(op, plan, form);
      }
    } else {
      implicit(op, plan, sums);
    }
  }

  private static void byLibrary(Conv2d op, Plan plan, LibraryConvolutions.Found found) {
    Plan.Part first = plan.operand(0);
    Plan.Part second = plan.operand(1);
    Plan.Part third = plan.operand(2);
    switch (op.pass()) {
      case FORWARD -> plan.convolution(found, first, second, third);
      case BACKWARD_DATA -> plan.convolution(found, third, second, first);
      default -> plan.convolution(found, first, third, second);
    }
  }

  private static GemmForm form(Conv2d op, DType sums) {
    boolean summed = op.pass() == Pass.BACKWARD_DATA && !seesOneElement(op);
    return new GemmForm(op.storage(), MathMode.STRICT, summed ? sums : op.output());
  }

  /** Whether the columns are the image itself. */
  private static boolean seesOneElement(Conv2d op) {
    return op.window().equals(new Window2d(1, 1, 1, 1, 0, 0));
  }

  private static long depth(Conv2d op) {
    return op.inChannels() * op.window().elements();
  }

  private static long result(Conv2d op) {
    return op.outputHeight() * op.outputWidth();
  }

  private static boolean fits(Conv2d op) {
    long elements = depth(op) * op.batch() * result(op);
    return elements <= MOST_ELEMENTS_OF_COLUMNS
        && op.batch() * result(op) <= Integer.MAX_VALUE
        && Math.max(depth(op), op.outChannels()) <= Integer.MAX_VALUE;
  }

  /** Y (outChannels × result) = W · columns, image by image. */
  private static void forward(Conv2d op, Plan plan, GemmForm form) throws UnsupportedOpException {
    Plan.Part columns = seesOneElement(op) ? plan.operand(0) : columns(op, plan, false);
    GemmCall call = call(plan, form, false, op.batch(), op.outChannels(), result(op), depth(op));
    plan.product(name(plan, form), call, plan.operand(1), columns, plan.operand(2));
  }

  /** Columns of dX = Wᵀ · dY, image by image; those that meet in an element are added. */
  private static void data(Conv2d op, Plan plan, GemmForm form) throws UnsupportedOpException {
    boolean direct = seesOneElement(op);
    Plan.Part columns =
        direct
            ? plan.operand(2)
            : plan.workspace(form.output(), depth(op) * op.batch() * result(op));
    GemmCall call = call(plan, form, true, op.batch(), depth(op), result(op), op.outChannels());
    plan.product(name(plan, form), call, plan.operand(1), plan.operand(0), columns);
    if (!direct) {
      plan.threads(
          FILE.kernel(op.output() == op.storage() ? "col2im" : "col2im_to_sums", op.storage()),
          op.batch() * op.inChannels() * op.height() * op.width(),
          List.of(columns, plan.operand(2)),
          numbers(op, 0, 1, Pass.FORWARD));
    }
  }

  /** dW = dY · columnsᵀ over all images at once, which lie one after the other in both. */
  private static void weights(Conv2d op, Plan plan, GemmForm form) throws UnsupportedOpException {
    Plan.Part columns = columns(op, plan, true);
    Plan.Part dy = plan.operand(1);
    if (op.batch() > 1) {
      dy = plan.workspace(op.storage(), op.outChannels() * op.batch() * result(op));
      MoveKernels.swapFirst(
          plan, plan.operand(1), dy, op.storage(), op.batch(), op.outChannels(), result(op));
    }
    GemmCall call =
        new GemmCall(
            form,
            plan.products().of(form).compute().orElseThrow(),
            false,
            true,
            1,
            (int) op.outChannels(),
            (int) depth(op),
            (int) (op.batch() * result(op)),
            false);
    plan.product(name(plan, form), call, dy, columns, plan.operand(2));
  }

  /** One W for all images. */
  private static GemmCall call(
      Plan plan, GemmForm form, boolean turned, long batch, long m, long n, long k) {
    int compute = plan.products().of(form).compute().orElseThrow();
    return new GemmCall(form, compute, turned, false, (int) batch, (int) m, (int) n, (int) k, true);
  }

  private static String name(Plan plan, GemmForm form) {
    return "product by the BLAS"
        + plan.products().library()
        + ", compute type "
        + plan.products().of(form).evidence();
  }

  /** (image, depth, result), or (depth, image, result) if all images are one row's. */
  private static Plan.Part columns(Conv2d op, Plan plan, boolean together)
      throws UnsupportedOpException {
    Plan.Part columns = plan.workspace(op.storage(), depth(op) * op.batch() * result(op));
    plan.threads(
        FILE.kernel("im2col", op.storage()),
        depth(op) * op.batch() * result(op) / Plan.pack(op.storage(), result(op)),
        List.of(plan.operand(0), columns),
        numbers(op, together ? 1 : 0, 1, Pass.FORWARD));
    return columns;
  }

  private static void implicit(Conv2d op, Plan plan, DType sums) throws UnsupportedOpException {
    long rows = op.pass() == Pass.BACKWARD_DATA ? op.inChannels() : op.outChannels();
    long columns =
        switch (op.pass()) {
          case FORWARD -> op.batch() * result(op);
          case BACKWARD_DATA -> op.batch() * op.height() * op.width();
          default -> depth(op);
        };
    long tiles = Plan.ceil(rows, TILE) * Plan.ceil(columns, TILE);
    long depth = depthOfChunk(op, plan.blocks(), tiles);
    long chunks = Plan.ceil(op.reductionLength(), depth);
    Plan.Part partial =
        chunks == 1 ? plan.operand(2) : plan.workspace(sums, chunks * rows * columns);
    boolean toSums = chunks > 1 || op.output() != op.storage();
    String kernel = toSums ? "convolve_to_sums" : "convolve";
    plan.add(
        FILE.kernel(kernel, op.storage()),
        Math.min(chunks * tiles, Integer.MAX_VALUE),
        Plan.BLOCK,
        List.of(plan.operand(0), plan.operand(1), partial),
        numbers(op, depth, chunks, op.pass()));
    if (chunks > 1) {
      SumKernels.fold(plan, partial, plan.operand(2), op.output(), chunks, rows * columns);
    }
  }

  /** Of a chunk. Weights have few elements, and sums over all images. */
  private static long depthOfChunk(Conv2d op, int blocks, long tiles) {
    long depth = op.reductionLength();
    if (op.pass() == Pass.BACKWARD_WEIGHTS) {
      depth = Math.max(SHORTEST_DEPTH, Plan.ceil(depth, Plan.ceil(blocks, 2 * tiles)));
    }
    return Plan.ceil(depth, DEPTH_STEP) * DEPTH_STEP;
  }

  /** Of every kernel, as kernels/convolution.cu says. */
  private static long[] numbers(Conv2d op, long first, long second, Pass pass) {
    Window2d window = op.window();
    return new long[] {
      op.batch(),
      op.inChannels(),
      op.outChannels(),
      op.height(),
      op.width(),
      op.outputHeight(),
      op.outputWidth(),
      window.height(),
      window.width(),
      window.strideHeight(),
      window.strideWidth(),
      window.padHeight(),
      window.padWidth(),
      first,
      second,
      number(pass)
    };
  }

  /** What kernels/convolution.cu calls a pass. */
  private static long number(Pass pass) {
    return switch (pass) {
      case FORWARD -> 0;
      case BACKWARD_DATA -> 1;
      default -> 2;
    };
  }
}
