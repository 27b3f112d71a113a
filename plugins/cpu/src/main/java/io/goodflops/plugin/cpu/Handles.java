package io.goodflops.plugin.cpu;

import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_desc_destroy;
import static org.bytedeco.dnnl.global.dnnl.dnnl_memory_destroy;

import java.util.ArrayDeque;
import java.util.Deque;
import org.bytedeco.dnnl.dnnl_memory;
import org.bytedeco.dnnl.dnnl_memory_desc;

/** Handles of oneDNN's C API have no destructor: they are destroyed here, the last one first. */
final class Handles implements AutoCloseable {
  private final Deque<Runnable> destructors = new ArrayDeque<>();

  void add(Runnable destructor) {
    destructors.push(destructor);
  }

  dnnl_memory_desc add(dnnl_memory_desc desc) {
    destructors.push(() -> dnnl_memory_desc_destroy(desc));
    return desc;
  }

  dnnl_memory add(dnnl_memory memory) {
    destructors.push(() -> dnnl_memory_destroy(memory));
    return memory;
  }

  @Override
  public void close() {
    while (!destructors.isEmpty()) {
      destructors.pop().run();
    }
  }
}
