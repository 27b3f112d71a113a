package io.goodflops.plugin.simulator;

import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Op;
import io.goodflops.spi.Queue;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A launch takes its place on the timeline first and calculates while that time passes. It
 * calculates once for given inputs: while neither inputs nor outputs have changed since its last
 * launch, the outputs already hold the result, and where only outputs have changed (they were
 * poisoned, say) the kept result is written again.
 */
final class SimulatorLaunch implements Launch {
  private final SimulatorDevice device;
  private final Op op;
  private final Launch arithmetic;
  private final List<SimulatorBuffer> inputs;
  private final List<SimulatorBuffer> outputs;
  private final List<byte[]> results = new ArrayList<>();
  private final long[] inputVersions;
  private final long[] outputVersions;
  private boolean constantInputs;
  private boolean storedWrong;

  SimulatorLaunch(
      SimulatorDevice device,
      Op op,
      Launch arithmetic,
      List<SimulatorBuffer> inputs,
      List<SimulatorBuffer> outputs) {
    this.device = device;
    this.op = op;
    this.arithmetic = arithmetic;
    this.inputs = inputs;
    this.outputs = outputs;
    inputVersions = new long[inputs.size()];
    outputVersions = new long[outputs.size()];
    Arrays.fill(inputVersions, -1);
    outputs.forEach(out -> results.add(new byte[Math.toIntExact(out.spec().bytes())]));
  }

  @Override
  public void enqueue(Queue queue) {
    if (!(queue instanceof SimulatorQueue mine) || mine.device() != device) {
      throw new IllegalArgumentException("the queue belongs to another device");
    }
    mine.requireOpen();
    inputs.forEach(SimulatorBuffer::requireOpen);
    outputs.forEach(SimulatorBuffer::requireOpen);
    device.enqueued(op);
    device.faults().strike(Call.ENQUEUE, device.lastOp());
    boolean newInputs = changed(inputs, inputVersions);
    if (newInputs) {
      constantInputs = inputs.stream().allMatch(SimulatorLaunch::isConstant);
    }
    double share = constantInputs ? device.faults().constantShare(op) : 1;
    double endNanos = mine.execute(op, share);
    boolean wrong = device.faults().wrongInBatch(op, mine.sinceFinish());
    if (newInputs) {
      remember(inputs, inputVersions);
      calculate();
    }
    boolean late = device.faults().lateNanos(op) > 0;
    if (newInputs || late || wrong != storedWrong || changed(outputs, outputVersions)) {
      store(endNanos, wrong);
    }
    mine.work();
  }

  @Override
  public void close() {
    arithmetic.close();
  }

  private void calculate() {
    if (op instanceof FmaChain chain && LongChain.supports(chain)) {
      LongChain.run(chain, inputs, results.get(0));
    } else {
      // the arithmetic writes where the result goes, but when it gets there is not its business
      List<byte[]> before = contents();
      arithmetic.enqueue(device.arithmeticQueue());
      List<byte[]> after = contents();
      for (int i = 0; i < outputs.size(); i++) {
        System.arraycopy(after.get(i), 0, results.get(i), 0, results.get(i).length);
        outputs.get(i).result(before.get(i));
      }
    }
    Faults faults = device.faults();
    DType dtype = op.outputs().get(0).spec().dtype();
    if (faults.spoils(What.CACHED, op)) {
      device.firstResults(op, results);
    }
    if (faults.spoils(What.WRONG, op)) {
      spoil(dtype, results.get(0));
    }
    if (faults.spoils(What.NAN, op)) {
      makeNan(dtype, results.get(0));
    }
  }

  private List<byte[]> contents() {
    List<byte[]> contents = new ArrayList<>();
    for (SimulatorBuffer output : outputs) {
      byte[] bytes = new byte[Math.toIntExact(output.spec().bytes())];
      output.peek(ByteBuffer.wrap(bytes));
      contents.add(bytes);
    }
    return contents;
  }

  private void store(double endNanos, boolean wrong) {
    double lateNanos = device.faults().lateNanos(op);
    for (int i = 0; i < outputs.size(); i++) {
      byte[] result = results.get(i);
      if (wrong && i == 0) {
        result = result.clone();
        spoil(op.outputs().get(0).spec().dtype(), result);
      }
      if (lateNanos > 0) {
        outputs.get(i).resultLater(result, endNanos + lateNanos);
      } else {
        outputs.get(i).result(result);
      }
    }
    storedWrong = wrong;
    remember(outputs, outputVersions);
  }

  /** Changes the middle element: a number gets the other sign, zero becomes something else. */
  private static void spoil(DType dtype, byte[] result) {
    int size = dtype.bits() / 8;
    int start = result.length / size / 2 * size;
    int highest = start + size - 1;
    boolean zero = (result[highest] & 0x7f) == 0;
    for (int i = start; i < highest; i++) {
      zero &= result[i] == 0;
    }
    result[highest] ^= (byte) (zero ? 0x40 : 0x80);
  }

  /** All bits set is a NaN in every floating-point type. */
  private static void makeNan(DType dtype, byte[] result) {
    int size = dtype.bits() / 8;
    int start = result.length / size / 2 * size;
    Arrays.fill(result, start, start + size, (byte) -1);
  }

  private static boolean isConstant(SimulatorBuffer buffer) {
    byte[] bytes = new byte[Math.toIntExact(buffer.spec().bytes())];
    buffer.peek(ByteBuffer.wrap(bytes));
    int size = buffer.spec().dtype().bits() / 8;
    for (int i = size; i < bytes.length; i++) {
      if (bytes[i] != bytes[i - size]) {
        return false;
      }
    }
    return true;
  }

  private static boolean changed(List<SimulatorBuffer> buffers, long[] versions) {
    for (int i = 0; i < versions.length; i++) {
      if (buffers.get(i).version() != versions[i]) {
        return true;
      }
    }
    return false;
  }

  private static void remember(List<SimulatorBuffer> buffers, long[] versions) {
    for (int i = 0; i < versions.length; i++) {
      versions[i] = buffers.get(i).version();
    }
  }
}
