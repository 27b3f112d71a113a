package io.goodflops.plugin.cpu;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.goodflops.spi.DType;
import io.goodflops.spi.Op;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.LongStream;
import org.bytedeco.dnnl.dnnl_memory_desc;

/**
 * An op as steps that run one after another, most of them primitives of oneDNN. Where a primitive
 * wants a tensor in another layout than it has, a reorder goes before or behind it. What lies
 * between two steps, and the scratchpad that all share, is in the kernel's workspace.
 */
final class DnnlPlan implements CpuKernel.Binder {
  private static final long CACHE_LINE_BYTES = 64;

  private final CpuDevice device;
  private final Dnnl dnnl;
  private final Handles handles = new Handles();
  private final List<Step> steps = new ArrayList<>();
  private final List<Pack> packs = new ArrayList<>();
  private final Set<String> implementations = new LinkedHashSet<>();
  private long roomBytes;
  private long scratchBytes;

  /** Adds the steps of one op. */
  interface Recipe {
    void write(DnnlPlan plan) throws UnsupportedOpException;
  }

  /** The buffers of one launch; {@code packed} are rearranged constants. */
  record Bound(
      List<CpuBuffer> inputs, List<CpuBuffer> outputs, long workspace, List<CpuBuffer> packed) {}

  /** Where a tensor of a launch lies. */
  interface Place {
    long address(Bound bound);
  }

  record Tensor(dnnl_memory_desc desc, Place place) {
    /** The same shape further behind. */
    Tensor from(long bytes) {
      return new Tensor(desc, bound -> place.address(bound) + bytes);
    }
  }

  interface Step {
    Work bind(Bound bound);
  }

  private record Pack(int input, dnnl_memory_desc from, dnnl_memory_desc to) {}

  static CpuKernel compile(CpuDevice device, Dnnl dnnl, Op op, Recipe recipe)
      throws UnsupportedOpException {
    return compile(device, dnnl, CpuKernel.Signature.of(op), recipe);
  }

  /** Compiles what takes other operands than any single op. */
  static CpuKernel compile(
      CpuDevice device, Dnnl dnnl, CpuKernel.Signature signature, Recipe recipe)
      throws UnsupportedOpException {
    DnnlPlan plan = new DnnlPlan(device, dnnl);
    try {
      recipe.write(plan);
    } catch (UnsupportedOpException e) {
      plan.close();
      throw e;
    }
    String description = "oneDNN " + String.join(", ", plan.implementations);
    return new CpuKernel(device, signature, description, plan);
  }

  private DnnlPlan(CpuDevice device, Dnnl dnnl) {
    this.device = device;
    this.dnnl = dnnl;
  }

  Dnnl dnnl() {
    return dnnl;
  }

  Tensor input(int index, dnnl_memory_desc desc) {
    return new Tensor(desc, bound -> bound.inputs().get(index).address());
  }

  Tensor output(int index, dnnl_memory_desc desc) {
    return new Tensor(desc, bound -> bound.outputs().get(index).address());
  }

  /** A constant input that is copied into the layout {@code wanted} before the first launch. */
  Tensor packed(int index, dnnl_memory_desc plain, dnnl_memory_desc wanted) {
    if (dnnl_memory_desc_equal(plain, wanted) == 1) {
      return input(index, plain);
    }
    int number = packs.size();
    packs.add(new Pack(index, plain, wanted));
    return new Tensor(wanted, bound -> bound.packed().get(number).address());
  }

  /** Space for what one step leaves to a later one. */
  Tensor room(dnnl_memory_desc desc) {
    long offset = roomBytes;
    roomBytes += wholeLines(dnnl_memory_desc_get_size(desc));
    return new Tensor(desc, bound -> bound.workspace() + offset);
  }

  /** One number in FP32, as scale factors are given. */
  Tensor scalar(double value) {
    return own(DType.FP32, bytes -> bytes.putFloat((float) value), 1);
  }

  Tensor ones(DType dtype, long... dims) {
    return own(
        dtype,
        bytes -> {
          while (bytes.hasRemaining()) {
            switch (dtype) {
              case FP32 -> bytes.putFloat(1);
              case BF16 -> bytes.putShort((short) 0x3f80);
              case FP16 -> bytes.putShort((short) 0x3c00);
              default -> bytes.put((byte) 1);
            }
          }
        },
        dims);
  }

  /** A tensor that the kernel owns, filled once. */
  Tensor own(DType dtype, Consumer<ByteBuffer> fill, long... dims) {
    long count = LongStream.of(dims).reduce(1, Math::multiplyExact);
    CpuBuffer buffer = device.opened(new CpuBuffer(device, TensorSpec.of(dtype, count)));
    handles.add(buffer::close);
    fill.accept(buffer.view(0, Math.toIntExact(buffer.spec().bytes())));
    return new Tensor(dense(dtype, dims), bound -> buffer.address());
  }

  /** A row-major tensor. */
  dnnl_memory_desc dense(DType dtype, long... dims) {
    return strided(dtype, dims, rowMajor(dims));
  }

  dnnl_memory_desc strided(DType dtype, long[] dims, long[] strides) {
    return handles.add(Dnnl.strided(dtype, dims, strides));
  }

  /** A tensor in one of oneDNN's own layouts. */
  dnnl_memory_desc tagged(DType dtype, int tag, long... dims) {
    return handles.add(Dnnl.tagged(dtype, tag, dims));
  }

  dnnl_memory_desc anyLayout(DType dtype, long... dims) {
    return handles.add(Dnnl.anyLayout(dtype, dims));
  }

  static long[] rowMajor(long... dims) {
    long[] strides = new long[dims.length];
    long stride = 1;
    for (int i = dims.length - 1; i >= 0; i--) {
      strides[i] = stride;
      stride *= dims[i];
    }
    return strides;
  }

  /** A primitive whose scratchpad is in the workspace, for one or more steps or as a hint. */
  DnnlPrimitive primitive(String what, DnnlPrimitive.Creator creator)
      throws UnsupportedOpException {
    DnnlPrimitive primitive =
        new DnnlPrimitive(
            dnnl,
            what,
            (desc, attributes) -> {
              Dnnl.check(
                  dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user),
                  "dnnl_primitive_attr_set_scratchpad_mode");
              return creator.create(desc, attributes);
            });
    handles.add(primitive::close);
    return primitive;
  }

  /**
   * Adds a step.
   *
   * @param reads tensors by {@code DNNL_ARG_...}
   * @param writes as {@code reads}; a tensor may be in both if the primitive works in place
   */
  void run(DnnlPrimitive primitive, Map<Integer, Tensor> reads, Map<Integer, Tensor> writes)
      throws UnsupportedOpException {
    implementations.add(primitive.implementation());
    Map<Integer, Tensor> arguments = new TreeMap<>();
    for (Map.Entry<Integer, Tensor> read : new TreeMap<>(reads).entrySet()) {
      Tensor given = read.getValue();
      Tensor wanted = asWanted(primitive, read.getKey(), given);
      if (!wanted.equals(given)) {
        reorder(given, wanted);
      }
      arguments.put(read.getKey(), wanted);
    }
    for (Map.Entry<Integer, Tensor> write : new TreeMap<>(writes).entrySet()) {
      arguments.put(write.getKey(), asWanted(primitive, write.getKey(), write.getValue()));
    }
    dnnl_memory_desc scratch = primitive.query(dnnl_query_scratchpad_md);
    scratchBytes = Math.max(scratchBytes, dnnl_memory_desc_get_size(scratch));
    arguments.put(DNNL_ARG_SCRATCHPAD, new Tensor(scratch, bound -> bound.workspace() + roomBytes));
    steps.add(
        bound ->
            primitive.bind(
                arguments.entrySet().stream()
                    .map(
                        entry ->
                            new DnnlPrimitive.Argument(
                                entry.getKey(),
                                entry.getValue().desc(),
                                entry.getValue().place().address(bound)))
                    .toArray(DnnlPrimitive.Argument[]::new)));
    for (Map.Entry<Integer, Tensor> write : new TreeMap<>(writes).entrySet()) {
      if (!arguments.get(write.getKey()).equals(write.getValue())) {
        reorder(arguments.get(write.getKey()), write.getValue());
      }
    }
  }

  /** Adds a step that copies into another layout or type. */
  void reorder(Tensor from, Tensor to) throws UnsupportedOpException {
    run(reorder(from.desc(), to.desc()), Map.of(DNNL_ARG_FROM, from), Map.of(DNNL_ARG_TO, to));
  }

  private DnnlPrimitive reorder(dnnl_memory_desc from, dnnl_memory_desc to)
      throws UnsupportedOpException {
    return primitive(
        "reorder",
        (desc, attributes) ->
            dnnl_reorder_primitive_desc_create(
                desc, from, dnnl.engine(), to, dnnl.engine(), attributes));
  }

  /** Adds a step that copies, unless a launch has both in the same place. */
  void copyUnlessSame(Tensor from, Tensor to) throws UnsupportedOpException {
    DnnlPrimitive primitive = reorder(from.desc(), to.desc());
    steps.add(
        bound -> {
          long source = from.place().address(bound);
          long target = to.place().address(bound);
          return source == target
              ? () -> {}
              : primitive.bind(
                  new DnnlPrimitive.Argument(DNNL_ARG_FROM, from.desc(), source),
                  new DnnlPrimitive.Argument(DNNL_ARG_TO, to.desc(), target));
        });
  }

  /** Adds a step of another kind. */
  void run(Step step) {
    steps.add(step);
  }

  /** The tensor itself, or room for a copy in the layout that the primitive has chosen. */
  private Tensor asWanted(DnnlPrimitive primitive, int argument, Tensor tensor) {
    if (argument >= DNNL_ARG_ATTR_SCALES) {
      return tensor;
    }
    dnnl_memory_desc wanted = primitive.layout(argument);
    boolean chosen = !wanted.isNull() && dnnl_memory_desc_get_size(wanted) > 0;
    return chosen && dnnl_memory_desc_equal(wanted, tensor.desc()) == 0 ? room(wanted) : tensor;
  }

  @Override
  public long workspaceBytes() {
    return roomBytes + scratchBytes;
  }

  @Override
  public Work bind(List<CpuBuffer> inputs, List<CpuBuffer> outputs, Optional<CpuBuffer> workspace) {
    List<CpuBuffer> packed = packs.stream().map(pack -> pack(pack, inputs)).toList();
    Bound bound = new Bound(inputs, outputs, workspace.map(CpuBuffer::address).orElse(0L), packed);
    Work[] works = steps.stream().map(step -> step.bind(bound)).toArray(Work[]::new);
    return new Work() {
      @Override
      public void run() {
        for (Work work : works) {
          work.run();
        }
      }

      @Override
      public void close() {
        for (Work work : works) {
          work.close();
        }
        packed.forEach(CpuBuffer::close);
      }
    };
  }

  private CpuBuffer pack(Pack pack, List<CpuBuffer> inputs) {
    TensorSpec spec = TensorSpec.bytes(dnnl_memory_desc_get_size(pack.to()));
    CpuBuffer packed = device.opened(new CpuBuffer(device, spec));
    dnnl.reorder(pack.from(), inputs.get(pack.input()), pack.to(), packed);
    return packed;
  }

  @Override
  public void close() {
    handles.close();
  }

  private static long wholeLines(long bytes) {
    return Math.addExact(bytes, CACHE_LINE_BYTES - 1) / CACHE_LINE_BYTES * CACHE_LINE_BYTES;
  }
}
