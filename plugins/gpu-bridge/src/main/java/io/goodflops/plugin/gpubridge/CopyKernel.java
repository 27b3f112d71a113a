package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Copy;

/** A copy within device memory, by the runtime's own. */
final class CopyKernel {
  private CopyKernel() {}

  static GpuKernel of(GpuDevice device, Copy op) {
    long bytes = op.inputs().get(0).spec().bytes();
    String symbol = device.runtime().symbol(Slot.MEMCPY_ASYNC).orElseThrow();
    return new GpuKernel(
        device,
        op,
        symbol + ", device to device",
        memories -> stream -> Bridge.enqueueCopy(stream, memories.get(0), memories.get(1), bytes));
  }
}
