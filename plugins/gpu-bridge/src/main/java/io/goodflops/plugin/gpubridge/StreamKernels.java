package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.Op;
import io.goodflops.spi.Read;
import io.goodflops.spi.Triad;
import io.goodflops.spi.UnsupportedOpException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The probes of bandwidth and arithmetic, by kernels that were compiled for the device. */
final class StreamKernels {
  /** Threads of a block; kernels.cu knows it as well. */
  private static final int BLOCK = 256;

  private static final int PACK_BYTES = 16;
  private static final int BLOCKS_PER_MULTIPROCESSOR = 8;
  private static final int USUAL_BLOCKS = 1024;

  private StreamKernels() {}

  static GpuKernel compile(GpuDevice device, Op op) throws UnsupportedOpException {
    if (op instanceof Read read) {
      return read(device, read);
    }
    if (op instanceof Triad triad) {
      long packs = triad.elements() / elementsOfPack(triad.dtype());
      long bytes = triad.dtype().bytes(triad.elements());
      // one more thread for the elements that are too few for a pack
      return single(device, op, "triad", packs + 1, bytes, triad.elements(), 0);
    }
    if (op instanceof FmaChain chain) {
      if (chain.dtype() != DType.FP32 && chain.dtype() != DType.FP64) {
        throw new UnsupportedOpException("there is no chain of " + chain.dtype() + " yet");
      }
      long bytes = chain.dtype().bytes(chain.chains());
      return single(device, op, "chain", chain.chains(), bytes, chain.chains(), chain.steps());
    }
    throw new UnsupportedOpException("there is no kernel for " + op.kind() + " yet");
  }

  /** One launch; inputs and outputs of the op are the kernel's, in order. */
  private static GpuKernel single(
      GpuDevice device, Op op, String kernel, long threads, long bytes, long first, long second)
      throws UnsupportedOpException {
    long module = device.module();
    String name = name(kernel, op.dtype());
    int grid = grid(threads);
    long[] needed = new long[4];
    needed[0] = bytes;
    for (int i = 0; i < op.inputs().size(); i++) {
      needed[i + 1] = op.inputs().get(i).spec().bytes();
    }
    return new GpuKernel(
        device,
        op,
        description(device, name),
        memories -> {
          int inputs = op.inputs().size();
          long[] arguments = new long[4];
          arguments[0] = memories.get(inputs);
          for (int i = 0; i < inputs; i++) {
            arguments[i + 1] = memories.get(i);
          }
          return launches(
              List.of(
                  Bridge.openLaunch(module, name, grid, BLOCK, arguments, needed, first, second)));
        });
  }

  /** A sum for each block, then the sum of those. */
  private static GpuKernel read(GpuDevice device, Read op) throws UnsupportedOpException {
    long module = device.module();
    DType sums = op.compute().accumulate();
    String name = name("read", op.dtype());
    long packs = op.elements() / elementsOfPack(op.dtype()) + 1;
    int blocks = (int) Math.min((packs + BLOCK - 1) / BLOCK, blocks(device));
    long bytes = op.dtype().bytes(op.elements());
    long partial = sums.bytes(blocks);
    return new GpuKernel(
        device,
        op,
        description(device, name),
        blocks == 1 ? 0 : partial,
        memories -> {
          long x = memories.get(0);
          long y = memories.get(1);
          if (blocks == 1) {
            return launches(
                List.of(sum(module, name, 1, y, sums.bytes(1), x, bytes, op.elements())));
          }
          long workspace = memories.get(2);
          return launches(
              List.of(
                  sum(module, name, blocks, workspace, partial, x, bytes, op.elements()),
                  sum(
                      module,
                      name("read", sums),
                      1,
                      y,
                      sums.bytes(1),
                      workspace,
                      partial,
                      blocks)));
        });
  }

  private static long sum(
      long module, String name, int blocks, long y, long bytesOfY, long x, long bytesOfX, long n) {
    return Bridge.openLaunch(
        module,
        name,
        blocks,
        BLOCK,
        new long[] {y, x, 0, 0},
        new long[] {bytesOfY, bytesOfX, 0, 0},
        n,
        0);
  }

  private static GpuKernel.Work launches(List<Long> launches) {
    long[] ids = launches.stream().mapToLong(Long::longValue).toArray();
    return new GpuKernel.Work() {
      @Override
      public void enqueue(long stream) {
        for (long id : ids) {
          Bridge.enqueueLaunch(stream, id);
        }
      }

      @Override
      public void close() {
        Arrays.stream(ids).forEach(Bridge::closeLaunch);
      }
    };
  }

  /** Enough blocks to fill the device several times over, few enough to be summed by one. */
  private static int blocks(GpuDevice device) {
    return device
        .runtime()
        .attribute(Value.ATTRIBUTE_MULTIPROCESSORS, device.ordinal())
        .filter(multiprocessors -> multiprocessors > 0)
        .map(multiprocessors -> multiprocessors * BLOCKS_PER_MULTIPROCESSOR)
        .orElse(USUAL_BLOCKS);
  }

  private static int grid(long threads) throws UnsupportedOpException {
    long blocks = (threads + BLOCK - 1) / BLOCK;
    if (blocks > Integer.MAX_VALUE) {
      throw new UnsupportedOpException("a launch of " + blocks + " blocks is too large");
    }
    return (int) blocks;
  }

  private static long elementsOfPack(DType dtype) {
    return PACK_BYTES / dtype.bytes(1);
  }

  private static String name(String kernel, DType dtype) {
    return kernel + "_" + dtype.name().toLowerCase(Locale.ROOT);
  }

  private static String description(GpuDevice device, String name) {
    return "kernel "
        + name
        + ", compiled by "
        + device.runtime().symbol(Slot.RTC_COMPILE).orElseThrow();
  }
}
