package io.goodflops.tck;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.Launch;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.Triad;
import io.goodflops.workload.data.Encoding;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/** Devices that break one rule about results. */
final class BrokenLaunches {
  /** The op that the rules about time use has more than this. */
  private static final long FEW_FLOPS = 2 * 70 * 70 * 70;

  private BrokenLaunches() {}

  /** What a launch does instead of {@code run}. */
  private interface Fault {
    void launch(Bound bound, Runnable run);
  }

  /** A launch with its buffers and what it remembers. */
  private static final class Bound {
    final Op op;
    final List<Buffer> inputs;
    final Buffer output;
    int launches;
    byte[] remembered = new byte[0];

    Bound(Op op, List<Buffer> inputs, Buffer output) {
      this.op = op;
      this.inputs = inputs;
      this.output = output;
    }

    byte[] allInputs() {
      byte[] all = new byte[0];
      for (Buffer input : inputs) {
        byte[] one = Bytes.of(input);
        int length = all.length;
        all = Arrays.copyOf(all, length + one.length);
        System.arraycopy(one, 0, all, length, one.length);
      }
      return all;
    }

    void restoreInputs(byte[] all) {
      int at = 0;
      for (Buffer input : inputs) {
        int length = (int) input.spec().bytes();
        input.write(0, ByteBuffer.wrap(all, at, length));
        at += length;
      }
    }

    void flipOutput() {
      byte[] bytes = Bytes.of(output);
      bytes[bytes.length - 1] ^= 0x40;
      output.write(0, ByteBuffer.wrap(bytes));
    }

    DType dtype() {
      return output.spec().dtype();
    }

    double[] values() {
      return Bytes.decode(dtype(), Bytes.of(output));
    }

    void write(double[] values) {
      output.write(0, ByteBuffer.wrap(Bytes.encode(dtype(), values)));
    }
  }

  static Map<Rule, UnaryOperator<Device>> all() {
    Map<Rule, UnaryOperator<Device>> devices = new EnumMap<>(Rule.class);
    devices.put(Rule.K3, inner -> faulty(inner, BrokenLaunches::wrongByOneElement));
    devices.put(Rule.K4, inner -> faulty(inner, BrokenLaunches::quietsNans));
    devices.put(Rule.K5, inner -> faulty(inner, BrokenLaunches::saturates));
    devices.put(Rule.K6, inner -> faulty(inner, BrokenLaunches::answersFromCache));
    devices.put(Rule.K7, inner -> faulty(inner, BrokenLaunches::wearsOut));
    devices.put(Rule.K8, WritesNextDoor::new);
    devices.put(Rule.K9, inner -> faulty(inner, BrokenLaunches::keepsItsInputs));
    devices.put(Rule.K10, inner -> faulty(inner, BrokenLaunches::skipsZeros));
    devices.put(Rule.K14, BrokenLaunches::wantsExactShapes);
    devices.put(Rule.Q1, AnswersLate::new);
    devices.put(Rule.T1, OnlyTheFirstCounts::new);
    return devices;
  }

  /** Results of some op, under its text, may be others; null leaves the right one. */
  interface Answer {
    byte[] instead(String op, byte[] right);
  }

  static Device launching(Device inner, Answer answer) {
    return faulty(
        inner,
        (bound, run) -> {
          run.run();
          byte[] instead = answer.instead(bound.op.toString(), Bytes.of(bound.output));
          if (instead != null) {
            bound.output.write(0, ByteBuffer.wrap(instead));
          }
        });
  }

  /** Breaks K14. */
  static Device wantsExactShapes(Device inner) {
    return new AlteredDevice(inner) {
      @Override
      Launch launch(Op op, Launch launch, List<Buffer> inputs, List<Buffer> outputs) {
        for (int i = 0; i < inputs.size(); i++) {
          TensorSpec wanted = op.inputs().get(i).spec();
          if (!inputs.get(i).spec().equals(wanted)) {
            throw new IllegalArgumentException(inputs.get(i).spec() + " is not " + wanted);
          }
        }
        return super.launch(op, launch, inputs, outputs);
      }
    };
  }

  /** Breaks K13: an op that writes over its input has read it twice. */
  static Device readsWhatItWrote(Device inner) {
    return new AlteredDevice(inner) {
      @Override
      Launch launch(Op op, Launch launch, List<Buffer> inputs, List<Buffer> outputs) {
        return new AlteredLaunch(launch) {
          @Override
          public void enqueue(Queue queue) {
            super.enqueue(queue);
            if (inputs.get(0).equals(outputs.get(0))) {
              super.enqueue(queue);
            }
          }
        };
      }
    };
  }

  /** Spoils the last element of the last output of one kind of op. */
  static Device wrongAt(Device inner, String kind) {
    return new AlteredDevice(inner) {
      @Override
      Launch launch(Op op, Launch launch, List<Buffer> inputs, List<Buffer> outputs) {
        Bound bound = new Bound(op, inputs, outputs.get(outputs.size() - 1));
        return new AlteredLaunch(launch) {
          @Override
          public void enqueue(Queue queue) {
            super.enqueue(queue);
            if (op.kind().equals(kind)) {
              bound.flipOutput();
            }
          }
        };
      }
    };
  }

  /** Operands of one FP8 type are not what they should be; of E5M2 the bytes are read as E4M3. */
  static Device mistaking(Device inner, DType dtype) {
    return faulty(
        inner,
        (bound, run) -> {
          byte[] right = bound.allInputs();
          if (bound.op instanceof MatMul && bound.op.dtype() == dtype) {
            boolean cut = dtype == DType.FP8_E4M3;
            DType other = cut ? DType.FP8_E5M2 : DType.FP8_E4M3;
            double[] values = Bytes.decode(cut ? dtype : other, right);
            double[] taken =
                Arrays.stream(values).map(value -> Encoding.round(DType.FP8_E5M2, value)).toArray();
            bound.restoreInputs(Bytes.encode(dtype, taken));
          }
          run.run();
          bound.restoreInputs(right);
        });
  }

  private static Device faulty(Device inner, Fault fault) {
    return new AlteredDevice(inner) {
      @Override
      Launch launch(Op op, Launch launch, List<Buffer> inputs, List<Buffer> outputs) {
        Bound bound = new Bound(op, inputs, outputs.get(0));
        return new AlteredLaunch(launch) {
          @Override
          public void enqueue(Queue queue) {
            bound.launches++;
            fault.launch(bound, () -> super.enqueue(queue));
          }
        };
      }
    };
  }

  private static void wrongByOneElement(Bound bound, Runnable run) {
    run.run();
    if (bound.op instanceof Triad triad && triad.elements() == 4099) {
      bound.flipOutput();
    }
  }

  private static void quietsNans(Bound bound, Runnable run) {
    run.run();
    if (bound.op instanceof Copy && bound.dtype() == DType.FP64) {
      double[] values = bound.values();
      for (int i = 0; i < values.length; i++) {
        values[i] = Double.isNaN(values[i]) ? Double.NaN : values[i];
      }
      bound.write(values);
    }
  }

  private static void saturates(Bound bound, Runnable run) {
    run.run();
    if (bound.op instanceof MatMul && bound.dtype() == DType.FP32) {
      double[] values = bound.values();
      for (int i = 0; i < values.length; i++) {
        if (Double.isInfinite(values[i])) {
          values[i] = Math.copySign(Float.MAX_VALUE, values[i]);
        }
      }
      bound.write(values);
    }
  }

  private static void answersFromCache(Bound bound, Runnable run) {
    byte[] inputs = bound.allInputs();
    if (bound.op.flops() > FEW_FLOPS || !Arrays.equals(inputs, bound.remembered)) {
      bound.remembered = inputs;
      run.run();
    }
  }

  private static void wearsOut(Bound bound, Runnable run) {
    run.run();
    if (bound.launches > 15) {
      bound.flipOutput();
    }
  }

  private static void keepsItsInputs(Bound bound, Runnable run) {
    if (bound.op instanceof MatMul) {
      if (bound.launches == 1) {
        bound.remembered = bound.allInputs();
      }
      bound.restoreInputs(bound.remembered);
    }
    run.run();
  }

  private static void skipsZeros(Bound bound, Runnable run) {
    run.run();
    if (bound.op instanceof MatMul) {
      for (Buffer input : bound.inputs) {
        byte[] bytes = Bytes.of(input);
        if (Arrays.equals(bytes, new byte[bytes.length])) {
          bound.output.write(0, ByteBuffer.allocate((int) bound.output.spec().bytes()));
        }
      }
    }
  }

  /** A launch that was alone when the queue is finished: its result comes later. */
  private static final class AnswersLate extends AlteredDevice {
    private int pending;
    private Optional<Buffer> output = Optional.empty();
    private byte[] before = new byte[0];

    AnswersLate(Device inner) {
      super(inner);
    }

    @Override
    Launch launch(Op op, Launch launch, List<Buffer> inputs, List<Buffer> outputs) {
      return new AlteredLaunch(launch) {
        @Override
        public void enqueue(Queue queue) {
          pending++;
          boolean struck = op instanceof MatMul product && product.m() == 72;
          output = Optional.of(outputs.get(0)).filter(one -> struck);
          before = struck ? Bytes.of(outputs.get(0)) : before;
          super.enqueue(queue);
        }
      };
    }

    @Override
    Queue queue(Queue queue) {
      return new AlteredQueue(queue) {
        @Override
        public void finish() {
          super.finish();
          Optional<Buffer> alone = output.filter(one -> pending == 1);
          pending = 0;
          alone.ifPresent(AnswersLate.this::delay);
        }
      };
    }

    private void delay(Buffer buffer) {
      byte[] right = Bytes.of(buffer);
      buffer.write(0, ByteBuffer.wrap(before));
      Thread late =
          new Thread(
              () -> {
                Threads.sleep(60);
                try {
                  buffer.write(0, ByteBuffer.wrap(right));
                } catch (IllegalStateException e) {
                  // nobody waited for it
                }
              });
      late.setDaemon(true);
      late.start();
    }
  }

  /** Its launches write into the buffer that was allocated last, if that one is small. */
  private static final class WritesNextDoor extends AlteredDevice {
    private final List<Buffer> small = new ArrayList<>();

    WritesNextDoor(Device inner) {
      super(inner);
    }

    @Override
    public Buffer allocate(TensorSpec spec) {
      Buffer buffer = super.allocate(spec);
      if (spec.equals(TensorSpec.bytes(256))) {
        small.add(buffer);
      }
      return buffer;
    }

    @Override
    Launch launch(Op op, Launch launch, List<Buffer> inputs, List<Buffer> outputs) {
      return new AlteredLaunch(launch) {
        @Override
        public void enqueue(Queue queue) {
          super.enqueue(queue);
          if (!small.isEmpty()) {
            small.get(small.size() - 1).write(0, ByteBuffer.allocate(1));
          }
        }
      };
    }
  }

  /** Of many equal launches in a row, only the first one is carried out. */
  private static final class OnlyTheFirstCounts extends AlteredDevice {
    OnlyTheFirstCounts(Device inner) {
      super(inner);
    }

    @Override
    Queue queue(Queue queue) {
      return new AlteredQueue(queue) {
        private final List<Launch> done = new ArrayList<>();

        @Override
        void enqueue(Launch launch) {
          if (!done.contains(launch)) {
            done.add(launch);
            super.enqueue(launch);
          }
        }

        @Override
        public void finish() {
          done.clear();
          super.finish();
        }
      };
    }
  }
}
