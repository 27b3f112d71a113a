package io.goodflops.plugin.simulator;

import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/**
 * FMA chains of any length. A fast simulated device is given chains that would take Java seconds,
 * but rounding leads x·a + b soon to a fixed point or into a cycle, which is found with Brent's
 * algorithm (BIT 20, 1980) and then skipped.
 */
final class LongChain {
  private LongChain() {}

  static boolean supports(FmaChain op) {
    return op.dtype() == DType.FP32 || op.dtype() == DType.FP64;
  }

  static void run(FmaChain op, List<SimulatorBuffer> inputs, byte[] result) {
    ByteBuffer x = bytes(inputs.get(0));
    ByteBuffer a = bytes(inputs.get(1));
    ByteBuffer b = bytes(inputs.get(2));
    ByteBuffer y = ByteBuffer.wrap(result).order(ByteOrder.LITTLE_ENDIAN);
    for (int chain = 0; y.hasRemaining(); chain++) {
      int k = chain % FmaChain.FACTORS;
      if (op.dtype() == DType.FP32) {
        y.putFloat(
            (float) end(true, x.getFloat(), a.getFloat(4 * k), b.getFloat(4 * k), op.steps()));
      } else {
        y.putDouble(end(false, x.getDouble(), a.getDouble(8 * k), b.getDouble(8 * k), op.steps()));
      }
    }
  }

  private static double end(boolean single, double start, double a, double b, long steps) {
    double x = start;
    double saved = start;
    long savedAt = 0;
    for (long step = 1; step <= steps; step++) {
      x = single ? Math.fma((float) x, (float) a, (float) b) : Math.fma(x, a, b);
      if (Double.doubleToLongBits(x) == Double.doubleToLongBits(saved)) {
        long left = (steps - step) % (step - savedAt);
        for (long i = 0; i < left; i++) {
          x = single ? Math.fma((float) x, (float) a, (float) b) : Math.fma(x, a, b);
        }
        return x;
      }
      if (step >= 2 * savedAt + 1) {
        saved = x;
        savedAt = step;
      }
    }
    return x;
  }

  private static ByteBuffer bytes(SimulatorBuffer buffer) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(buffer.spec().bytes()));
    buffer.peek(bytes);
    return bytes.flip().order(ByteOrder.LITTLE_ENDIAN);
  }
}
