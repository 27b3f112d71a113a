package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DType;
import io.goodflops.spi.Operand;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** What an op is made of: launches of kernels in order, and the workspace between them. */
final class Plan {
  /** Threads of a block, at most; kernels/common.cu knows it as well. */
  static final int BLOCK = 256;

  /** Kernels write packs of 16 bytes; more suits the caches. */
  private static final long ALIGNMENT = 256;

  private static final int SMALLEST_BLOCK = 32;
  private static final int PACK_BYTES = 16;

  private final Signature signature;
  private final int blocks;
  private final Products products;
  private final LibraryConvolutions convolutions;
  private final List<String> notes = new ArrayList<>();
  private final List<Part> operands = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private long workspaceBytes;

  /**
   * Nothing yet.
   *
   * @param signature what it is bound to
   * @param blocks how many blocks of {@link #BLOCK} threads fill the device several times over
   * @param products that the device does right
   * @param convolutions that the vendor's library does
   */
  Plan(Signature signature, int blocks, Products products, LibraryConvolutions convolutions) {
    this.convolutions = convolutions;
    this.signature = signature;
    this.blocks = blocks;
    this.products = products;
    for (Operand operand : signature.inputs()) {
      operands.add(new Part(operands.size(), 0, operand.spec().bytes()));
    }
    for (Operand operand : signature.outputs()) {
      operands.add(new Part(operands.size(), 0, operand.spec().bytes()));
    }
  }

  /**
   * Bytes that a kernel uses.
   *
   * @param memory which of the op's buffers: its inputs, its outputs, then the workspace
   */
  record Part(int memory, long offset, long bytes) {}

  /** One launch, or one product of the vendor's BLAS. */
  private interface Step {
    /** What it is, for people. */
    String name();

    /** Makes it ready for the device. */
    GpuKernel.Binding prepare(GpuDevice device) throws UnsupportedOpException;
  }

  private record KernelStep(
      KernelFile.Name kernel, int grid, int block, List<Part> parts, List<Long> numbers)
      implements Step {
    @Override
    public String name() {
      return "kernel " + kernel.symbol();
    }

    @Override
    public GpuKernel.Binding prepare(GpuDevice device) throws UnsupportedOpException {
      long module = device.module(kernel.unit());
      return memories -> {
        long launch =
            Bridge.openLaunch(
                module,
                kernel.symbol(),
                grid,
                block,
                parts.stream().mapToLong(part -> memories.get(part.memory())).toArray(),
                parts.stream().mapToLong(Part::offset).toArray(),
                parts.stream().mapToLong(Part::bytes).toArray(),
                numbers.stream().mapToLong(Long::longValue).toArray());
        return new GpuKernel.Work() {
          @Override
          public void enqueue(long stream) {
            Bridge.enqueueLaunch(stream, launch);
          }

          @Override
          public void close() {
            Bridge.closeLaunch(launch);
          }
        };
      };
    }
  }

  private record ProductStep(String name, GemmCall call, Part a, Part b, Part c) implements Step {
    @Override
    public GpuKernel.Binding prepare(GpuDevice device) {
      return memories -> {
        long gemm = call.open(device, at(memories, a), at(memories, b), at(memories, c));
        return new GpuKernel.Work() {
          @Override
          public void enqueue(long stream) {
            Bridge.enqueueGemm(stream, gemm);
          }

          @Override
          public void close() {
            Bridge.closeGemm(gemm);
          }
        };
      };
    }

    private static GemmCall.At at(List<Long> memories, Part part) {
      return new GemmCall.At(memories.get(part.memory()), part.offset());
    }
  }

  /** A convolution of the vendor's library: image, filter, result, workspace if there is one. */
  private record ConvolutionStep(String name, long convolution, List<Part> parts) implements Step {
    @Override
    public GpuKernel.Binding prepare(GpuDevice device) {
      return memories -> {
        long[] places = new long[2 * parts.size()];
        for (int i = 0; i < parts.size(); i++) {
          places[2 * i] = memories.get(parts.get(i).memory());
          places[2 * i + 1] = parts.get(i).offset();
        }
        return stream -> Bridge.enqueueConvolution(stream, convolution, places);
      };
    }
  }

  int blocks() {
    return blocks;
  }

  Products products() {
    return products;
  }

  LibraryConvolutions convolutions() {
    return convolutions;
  }

  /** Something that whoever reads the kernel's description should know. */
  void note(String note) {
    notes.add(note);
  }

  /** One convolution more. */
  void convolution(LibraryConvolutions.Found found, Part image, Part filter, Part result) {
    List<Part> parts = new ArrayList<>(List.of(image, filter, result));
    if (found.workspaceBytes() > 0) {
      parts.add(workspace(DType.INT8, found.workspaceBytes()));
    }
    steps.add(new ConvolutionStep(found.words(), found.convolution().orElseThrow(), parts));
  }

  /** All operands of the op, inputs first. */
  List<Part> operands() {
    return List.copyOf(operands);
  }

  /** Some of them. */
  List<Part> operands(int... which) {
    List<Part> chosen = new ArrayList<>();
    for (int i : which) {
      chosen.add(operands.get(i));
    }
    return chosen;
  }

  Part operand(int which) {
    return operands.get(which);
  }

  /** More workspace. */
  Part workspace(DType dtype, long elements) {
    long bytes = dtype.bytes(elements);
    Part part = new Part(operands.size(), workspaceBytes, bytes);
    workspaceBytes = Math.addExact(workspaceBytes, (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT);
    return part;
  }

  /** A launch that uses all operands, in order. */
  void all(KernelFile.Name kernel, long grid, int block, long... numbers)
      throws UnsupportedOpException {
    add(kernel, grid, block, operands, numbers);
  }

  /** A launch with a thread for each job, as many as the device can use at once. */
  void threads(KernelFile.Name kernel, long jobs, List<Part> parts, long... numbers)
      throws UnsupportedOpException {
    add(kernel, Math.min(ceil(jobs, BLOCK), 2L * blocks), BLOCK, parts, numbers);
  }

  /** One launch more. */
  void add(KernelFile.Name kernel, long grid, int block, List<Part> parts, long... numbers)
      throws UnsupportedOpException {
    if (grid > Integer.MAX_VALUE) {
      throw new UnsupportedOpException("a launch of " + grid + " blocks is too large");
    }
    steps.add(
        new KernelStep(
            kernel,
            (int) grid,
            block,
            List.copyOf(parts),
            Arrays.stream(numbers).boxed().toList()));
  }

  /** One product more. */
  void product(String name, GemmCall call, Part a, Part b, Part c) {
    steps.add(new ProductStep(name, call, a, b, c));
  }

  /** Compiles the kernels for the device. */
  GpuKernel kernel(GpuDevice device) throws UnsupportedOpException {
    List<GpuKernel.Binding> bindings = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (Step step : steps) {
      bindings.add(step.prepare(device));
      names.add(step.name());
    }
    return new GpuKernel(
        device,
        signature,
        String.join("; ", names)
            + compiler(device)
            + notes.stream().map(note -> "; " + note).collect(Collectors.joining()),
        workspaceBytes,
        memories -> bound(bindings, memories));
  }

  private String compiler(GpuDevice device) {
    return steps.stream().anyMatch(KernelStep.class::isInstance)
        ? "; compiled by " + device.runtime().symbol(Slot.RTC_COMPILE).orElseThrow()
        : "";
  }

  private static GpuKernel.Work bound(List<GpuKernel.Binding> bindings, List<Long> memories) {
    List<GpuKernel.Work> works = new ArrayList<>();
    GpuKernel.Work all =
        new GpuKernel.Work() {
          @Override
          public void enqueue(long stream) {
            works.forEach(work -> work.enqueue(stream));
          }

          @Override
          public void close() {
            works.forEach(GpuKernel.Work::close);
          }
        };
    try {
      bindings.forEach(binding -> works.add(binding.of(memories)));
      return all;
    } catch (RuntimeException e) {
      all.close();
      throw e;
    }
  }

  /** A fraction among a kernel's numbers. */
  static long bits(double fraction) {
    return Double.doubleToRawLongBits(fraction);
  }

  /** How many elements are moved together. */
  static long pack(DType dtype) {
    return PACK_BYTES / dtype.bytes(1);
  }

  /** How many elements are moved together in lines of this width. */
  static long pack(DType dtype, long width) {
    return width % pack(dtype) == 0 ? pack(dtype) : 1;
  }

  /** Threads of a block that has so much to do in parallel. */
  static int block(long jobs) {
    int block = SMALLEST_BLOCK;
    while (block < BLOCK && block < jobs) {
      block *= 2;
    }
    return block;
  }

  static long ceil(long a, long b) {
    return (a + b - 1) / b;
  }
}
