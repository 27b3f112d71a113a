package io.goodflops.plugin.cpu;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.goodflops.spi.DeviceException;
import io.goodflops.spi.UnsupportedOpException;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.PointerPointer;

/** A primitive of oneDNN with its descriptor. */
final class DnnlPrimitive implements AutoCloseable {
  private final Dnnl dnnl;
  private final Handles handles = new Handles();
  private final dnnl_primitive_desc desc = new dnnl_primitive_desc();
  private final dnnl_primitive primitive = new dnnl_primitive();

  /**
   * Calls the {@code ..._primitive_desc_create} of some kind, after it has set what it wants in
   * {@code attributes}, and returns its status.
   */
  interface Creator {
    int create(dnnl_primitive_desc desc, dnnl_primitive_attr attributes);
  }

  /** A tensor in the place that {@code DNNL_ARG_...} names. */
  record Argument(int name, dnnl_memory_desc desc, long address) {}

  /** Creates a primitive for the number of threads that the calling thread has set. */
  DnnlPrimitive(Dnnl dnnl, String what, Creator creator) throws UnsupportedOpException {
    this.dnnl = dnnl;
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    Dnnl.check(dnnl_primitive_attr_create(attributes), "dnnl_primitive_attr_create");
    handles.add(() -> dnnl_primitive_attr_destroy(attributes));
    try {
      Dnnl.checkSupported(creator.create(desc, attributes), what);
      handles.add(() -> dnnl_primitive_desc_destroy(desc));
      Dnnl.check(dnnl_primitive_create(primitive, desc), "dnnl_primitive_create");
      handles.add(() -> dnnl_primitive_destroy(primitive));
    } catch (UnsupportedOpException | DeviceException e) {
      handles.close();
      throw e;
    }
  }

  /** Which code runs, for example {@code brg_matmul:avx512_core_bf16}. */
  String implementation() {
    return implementation(desc);
  }

  static String implementation(dnnl_primitive_desc desc) {
    try (PointerPointer<BytePointer> text = new PointerPointer<>(1)) {
      Dnnl.check(
          dnnl_primitive_desc_query(desc, dnnl_query_impl_info_str, 0, text),
          "dnnl_primitive_desc_query");
      return text.get(BytePointer.class, 0).getString();
    }
  }

  /** A descriptor that lives as long as the primitive. */
  dnnl_memory_desc query(int what) {
    return dnnl_primitive_desc_query_md(desc, what, 0);
  }

  /** The layout of the tensor that {@code DNNL_ARG_...} names; it lives as long, too. */
  dnnl_memory_desc layout(int argument) {
    return dnnl_primitive_desc_query_md(desc, dnnl_query_exec_arg_md, argument);
  }

  /** For the backward pass, which is created with its forward pass as a hint. */
  dnnl_primitive_desc desc() {
    return desc;
  }

  /** Fixes the addresses. */
  Work bind(Argument... arguments) {
    Handles bound = new Handles();
    dnnl_exec_arg_t list = new dnnl_exec_arg_t(arguments.length);
    bound.add(list::close);
    for (int i = 0; i < arguments.length; i++) {
      Argument argument = arguments[i];
      list.position(i)
          .arg(argument.name())
          .memory(bound.add(dnnl.memory(argument.desc(), argument.address())));
    }
    list.position(0);
    return new Work() {
      @Override
      public void run() {
        dnnl.execute(primitive, arguments.length, list);
      }

      @Override
      public void close() {
        bound.close();
      }
    };
  }

  @Override
  public void close() {
    handles.close();
  }
}
