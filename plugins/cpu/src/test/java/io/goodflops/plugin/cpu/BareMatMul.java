package io.goodflops.plugin.cpu;

import static org.bytedeco.dnnl.global.dnnl.*;

import io.goodflops.spi.DType;
import io.goodflops.spi.Lane;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.TensorSpec;
import java.util.Optional;
import org.bytedeco.dnnl.dnnl_engine;
import org.bytedeco.dnnl.dnnl_exec_arg_t;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;
import org.bytedeco.dnnl.dnnl_primitive;
import org.bytedeco.dnnl.dnnl_primitive_attr;
import org.bytedeco.dnnl.dnnl_primitive_desc;
import org.bytedeco.dnnl.dnnl_stream;

/**
 * A product by oneDNN's C API alone: an engine, a stream, a primitive and a loop, none of them the
 * plugin's. Only the memory comes from outside, so that both ways read and write the same bytes.
 */
final class BareMatMul implements AutoCloseable {
  private final Handles handles = new Handles();
  private final dnnl_engine engine = new dnnl_engine();
  private final dnnl_stream stream = new dnnl_stream();
  private final dnnl_primitive_desc desc = new dnnl_primitive_desc();
  private final dnnl_primitive primitive = new dnnl_primitive();
  private final dnnl_exec_arg_t arguments;
  private final int count;

  /** For as many threads as the device that the calling thread has opened last. */
  BareMatMul(
      CpuDevice device,
      MatMul op,
      Lane lane,
      CpuBuffer a,
      CpuBuffer b,
      CpuBuffer c,
      Optional<CpuBuffer> workspace) {
    ok(dnnl_engine_create(engine, dnnl_cpu, 0));
    handles.add(() -> dnnl_engine_destroy(engine));
    ok(dnnl_stream_create(stream, engine, dnnl_stream_default_flags));
    handles.add(() -> dnnl_stream_destroy(stream));
    dnnl_memory_desc descA = matrix(op.storage(), op.m(), op.k(), dnnl_ab);
    dnnl_memory_desc plainB = matrix(op.storage(), op.k(), op.n(), dnnl_ab);
    dnnl_memory_desc wantedB =
        lane == Lane.PACKED ? matrix(op.storage(), op.k(), op.n(), dnnl_format_tag_any) : plainB;
    dnnl_memory_desc descC = matrix(op.output(), op.m(), op.n(), dnnl_ab);
    dnnl_primitive_attr attributes = new dnnl_primitive_attr();
    ok(dnnl_primitive_attr_create(attributes));
    handles.add(() -> dnnl_primitive_attr_destroy(attributes));
    ok(dnnl_primitive_attr_set_scratchpad_mode(attributes, dnnl_scratchpad_mode_user));
    ok(
        dnnl_matmul_primitive_desc_create(
            desc, engine, descA, wantedB, new dnnl_memory_desc(null), descC, attributes));
    handles.add(() -> dnnl_primitive_desc_destroy(desc));
    ok(dnnl_primitive_create(primitive, desc));
    handles.add(() -> dnnl_primitive_destroy(primitive));

    dnnl_memory_desc layoutB = dnnl_primitive_desc_query_md(desc, dnnl_query_weights_md, 0);
    CpuBuffer ownB = b;
    if (dnnl_memory_desc_equal(layoutB, plainB) == 0) {
      TensorSpec room = TensorSpec.bytes(dnnl_memory_desc_get_size(layoutB));
      ownB = (CpuBuffer) device.allocate(room);
      handles.add(ownB::close);
      reorder(plainB, b, layoutB, ownB);
    }
    count = workspace.isPresent() ? 4 : 3;
    arguments = new dnnl_exec_arg_t(count);
    handles.add(arguments::close);
    put(0, DNNL_ARG_SRC, memory(descA, a));
    put(1, DNNL_ARG_WEIGHTS, memory(layoutB, ownB));
    put(2, DNNL_ARG_DST, memory(descC, c));
    if (workspace.isPresent()) {
      dnnl_memory_desc scratchpad = dnnl_primitive_desc_query_md(desc, dnnl_query_scratchpad_md, 0);
      put(3, DNNL_ARG_SCRATCHPAD, memory(scratchpad, workspace.get()));
    }
    arguments.position(0);
  }

  /** The bare loop. */
  void run(int launches) {
    for (int i = 0; i < launches; i++) {
      ok(dnnl_primitive_execute(primitive, stream, count, arguments));
    }
    ok(dnnl_stream_wait(stream));
  }

  String implementation() {
    return DnnlPrimitive.implementation(desc);
  }

  @Override
  public void close() {
    handles.close();
  }

  private dnnl_memory_desc matrix(DType dtype, long rows, long columns, int tag) {
    dnnl_memory_desc matrix = new dnnl_memory_desc();
    ok(
        dnnl_memory_desc_create_with_tag(
            matrix, 2, new long[] {rows, columns}, Dnnl.type(dtype), tag));
    return handles.add(matrix);
  }

  private dnnl_memory memory(dnnl_memory_desc layout, CpuBuffer buffer) {
    dnnl_memory memory = new dnnl_memory();
    ok(dnnl_memory_create(memory, layout, engine, new Address(buffer.address())));
    return handles.add(memory);
  }

  private void put(int position, int name, dnnl_memory memory) {
    arguments.position(position).arg(name).memory(memory);
  }

  private void reorder(
      dnnl_memory_desc from, CpuBuffer source, dnnl_memory_desc to, CpuBuffer target) {
    dnnl_primitive_desc reorderDesc = new dnnl_primitive_desc();
    ok(
        dnnl_reorder_primitive_desc_create(
            reorderDesc, from, engine, to, engine, new dnnl_primitive_attr(null)));
    handles.add(() -> dnnl_primitive_desc_destroy(reorderDesc));
    dnnl_primitive reorder = new dnnl_primitive();
    ok(dnnl_primitive_create(reorder, reorderDesc));
    handles.add(() -> dnnl_primitive_destroy(reorder));
    try (dnnl_exec_arg_t both = new dnnl_exec_arg_t(2)) {
      both.position(0).arg(DNNL_ARG_FROM).memory(memory(from, source));
      both.position(1).arg(DNNL_ARG_TO).memory(memory(to, target));
      ok(dnnl_primitive_execute(reorder, stream, 2, both.position(0)));
      ok(dnnl_stream_wait(stream));
    }
  }

  private static void ok(int status) {
    if (status != dnnl_success) {
      throw new IllegalStateException("oneDNN answered " + status);
    }
  }
}
