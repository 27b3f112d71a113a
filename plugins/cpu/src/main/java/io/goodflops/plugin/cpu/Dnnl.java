package io.goodflops.plugin.cpu;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.goodflops.spi.DType;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.UnsupportedOpException;
import java.util.Locale;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_stream;
import org.bytedeco.dnnl.dnnl_version_t;

/** A CPU engine of oneDNN with its stream, and the few calls of the C API that are made often. */
final class Dnnl implements AutoCloseable {
  private final dnnl_engine engine = new dnnl_engine();
  private final dnnl_stream stream = new dnnl_stream();

  Dnnl() {
    check(dnnl_engine_create(engine, dnnl_cpu, 0), "dnnl_engine_create");
    check(dnnl_stream_create(stream, engine, dnnl_stream_default_flags), "dnnl_stream_create");
  }

  @Override
  public void close() {
    dnnl_stream_destroy(stream);
    dnnl_engine_destroy(engine);
  }

  dnnl_engine engine() {
    return engine;
  }

  /** The library's type for a storage type; oneDNN has FP64, but no matrix product in it. */
  static int type(DType dtype) {
    return switch (dtype) {
      case FP64 -> dnnl_f64;
      case FP32 -> dnnl_f32;
      case BF16 -> dnnl_bf16;
      case FP16 -> dnnl_f16;
      case INT32 -> dnnl_s32;
      case INT8 -> dnnl_s8;
      case FP8_E4M3, FP8_E5M2 -> throw new IllegalArgumentException(dtype + " is not used here");
    };
  }

  /** A tensor as it lies in memory. */
  static dnnl_memory_desc strided(DType dtype, long[] dims, long[] strides) {
    dnnl_memory_desc desc = new dnnl_memory_desc();
    check(
        dnnl_memory_desc_create_with_strides(desc, dims.length, dims, type(dtype), strides),
        "dnnl_memory_desc_create_with_strides");
    return desc;
  }

  /** A tensor in whatever layout the primitive likes best. */
  static dnnl_memory_desc anyLayout(DType dtype, long[] dims) {
    return tagged(dtype, dnnl_format_tag_any, dims);
  }

  static dnnl_memory_desc tagged(DType dtype, int tag, long[] dims) {
    dnnl_memory_desc desc = new dnnl_memory_desc();
    check(
        dnnl_memory_desc_create_with_tag(desc, dims.length, dims, type(dtype), tag),
        "dnnl_memory_desc_create_with_tag");
    return desc;
  }

  dnnl_memory memory(dnnl_memory_desc desc, long address) {
    dnnl_memory memory = new dnnl_memory();
    check(dnnl_memory_create(memory, desc, engine, new Address(address)), "dnnl_memory_create");
    return memory;
  }

  void execute(dnnl_primitive primitive, int count, dnnl_exec_arg_t arguments) {
    check(dnnl_primitive_execute(primitive, stream, count, arguments), "dnnl_primitive_execute");
    OpenMp.worked();
  }

  /** Copies a tensor into another layout and returns when it is there. */
  void reorder(dnnl_memory_desc from, CpuBuffer source, dnnl_memory_desc to, CpuBuffer target) {
    try (DnnlPrimitive reorder =
        new DnnlPrimitive(
            this,
            "reorder",
            (desc, attributes) ->
                dnnl_reorder_primitive_desc_create(
                    desc, from, engine, to, engine, new dnnl_primitive_attr(null)))) {
      Work work =
          reorder.bind(
              new DnnlPrimitive.Argument(DNNL_ARG_FROM, from, source.address()),
              new DnnlPrimitive.Argument(DNNL_ARG_TO, to, target.address()));
      work.run();
      work.close();
      check(dnnl_stream_wait(stream), "dnnl_stream_wait");
    } catch (UnsupportedOpException e) {
      throw new DeviceException(e.getMessage(), e);
    }
  }

  /** The argument will be multiplied by one number, {@code DNNL_ARG_ATTR_SCALES | argument}. */
  static void scaled(dnnl_primitive_attr attributes, int argument) {
    check(
        dnnl_primitive_attr_set_scales_mask(attributes, argument, 0),
        "dnnl_primitive_attr_set_scales_mask");
  }

  static void check(int status, String call) {
    if (status != dnnl_success) {
      throw new DeviceException("oneDNN: " + call + " answered " + statusText(status));
    }
  }

  /** "No implementation for this on this CPU" is a normal answer, other failures are not. */
  static void checkSupported(int status, String what) throws UnsupportedOpException {
    if (status == dnnl_unimplemented || status == dnnl_invalid_arguments) {
      throw new UnsupportedOpException("oneDNN: " + what + ": " + statusText(status));
    }
    check(status, what);
  }

  private static String statusText(int status) {
    String name =
        switch (status) {
          case dnnl_out_of_memory -> "out of memory";
          case dnnl_invalid_arguments -> "invalid arguments";
          case dnnl_unimplemented -> "unimplemented on this CPU";
          case dnnl_runtime_error -> "runtime error";
          default -> "unknown";
        };
    return "status " + status + " (" + name + ")";
  }

  static String versionText() {
    dnnl_version_t version = dnnl_version();
    return String.format(
        Locale.ROOT, "oneDNN %d.%d.%d", version.major(), version.minor(), version.patch());
  }

  /** The instruction set that oneDNN found, by the name of its own enumeration. */
  static String isa() {
    int isa = dnnl_get_effective_cpu_isa();
    Optional<String> name = Optional.empty();
    for (cpu_isa candidate : cpu_isa.values()) {
      if (candidate.value == isa) {
        name = Optional.of(candidate.name());
      }
    }
    return name.orElseGet(() -> String.format(Locale.ROOT, "0x%x", isa));
  }

  /** Whether its code for 512-bit vectors runs here. */
  static boolean hasAvx512() {
    return isa().contains("avx512") || isa().contains("avx10");
  }
}
