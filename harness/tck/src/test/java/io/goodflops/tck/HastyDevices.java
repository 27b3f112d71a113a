package io.goodflops.tck;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Op;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Triad;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** Devices whose queues work by themselves and whose other parts do not wait for them. */
final class HastyDevices {
  private HastyDevices() {}

  /** Writes at once what it should write in the queue's order. */
  static Device writesAtOnce(Device inner) {
    return new AsynchronousDevice(inner) {
      @Override
      Buffer buffer(Buffer buffer) {
        return new AlteredBuffer(buffer) {
          @Override
          public void enqueueWrite(Queue queue, long offsetBytes, ByteBuffer source) {
            write(offsetBytes, source);
          }
        };
      }
    };
  }

  /** Reads at once what it should read in the queue's order. */
  static Device readsAtOnce(Device inner) {
    return new AsynchronousDevice(inner) {
      @Override
      Buffer buffer(Buffer buffer) {
        return new AlteredBuffer(buffer) {
          @Override
          public void enqueueRead(Queue queue, long offsetBytes, ByteBuffer target) {
            read(offsetBytes, target);
          }
        };
      }
    };
  }

  /** Its finish does not wait, and neither does reading. */
  static Device finishesAtOnce(Device inner) {
    return finishing(inner, true);
  }

  /** Its finish waits for all launches but the last one. */
  static Device finishesBeforeTheLast(Device inner) {
    return finishing(inner, false);
  }

  /** Its finish waits for the work, and the results are visible somewhat later. */
  static Device resultsComeLate(Device inner) {
    return new AlteredDevice(inner) {
      private final List<Runnable> landing = new ArrayList<>();

      @Override
      Launch launch(Op op, Launch launch, List<Buffer> inputs, List<Buffer> outputs) {
        return new AlteredLaunch(launch) {
          @Override
          public void enqueue(Queue queue) {
            byte[] before = Bytes.of(outputs.get(0));
            super.enqueue(queue);
            byte[] right = Bytes.of(outputs.get(0));
            outputs.get(0).write(0, ByteBuffer.wrap(before));
            landing.add(() -> outputs.get(0).write(0, ByteBuffer.wrap(right)));
          }
        };
      }

      @Override
      Queue queue(Queue queue) {
        return new AlteredQueue(queue) {
          @Override
          public void finish() {
            super.finish();
            List<Runnable> results = List.copyOf(landing);
            landing.clear();
            Thread late =
                new Thread(
                    () -> {
                      Threads.sleep(50);
                      results.forEach(Runnable::run);
                    });
            late.setDaemon(true);
            late.start();
          }
        };
      }
    };
  }

  /** Its finish does not wait; who reads waits for it. */
  static Device readsWait(Device inner) {
    return readsWait(inner, true);
  }

  /** The same, but only every fourth time that there is less to do than the time before. */
  static Device readsSometimesWait(Device inner) {
    return readsWait(inner, false);
  }

  private static Device readsWait(Device inner, boolean always) {
    return new AsynchronousDevice(inner) {
      private final List<WorkerQueue> opened = new ArrayList<>();

      @Override
      WorkerQueue worker(Queue queue) {
        WorkerQueue worker =
            new WorkerQueue(queue) {
              private int launches;
              private int launchesBefore;
              private int shorter;

              @Override
              void enqueue(Launch launch) {
                launches++;
                super.enqueue(launch);
              }

              @Override
              public void finish() {
                boolean early = launches < launchesBefore && ++shorter % 4 == 0;
                launchesBefore = launches;
                launches = 0;
                if (always || early) {
                  inner.finish();
                } else {
                  super.finish();
                }
              }
            };
        opened.add(worker);
        return worker;
      }

      @Override
      Buffer buffer(Buffer buffer) {
        return new AlteredBuffer(buffer) {
          @Override
          public void read(long offsetBytes, ByteBuffer target) {
            opened.forEach(WorkerQueue::drain);
            super.read(offsetBytes, target);
          }

          @Override
          public void write(long offsetBytes, ByteBuffer source) {
            opened.forEach(WorkerQueue::drain);
            super.write(offsetBytes, source);
          }
        };
      }
    };
  }

  /** Never comes back from the launch of a triad of some length. */
  static Device hangsInTriads(Device inner) {
    return new AlteredDevice(inner) {
      @Override
      Launch launch(Op op, Launch launch, List<Buffer> inputs, List<Buffer> outputs) {
        return new AlteredLaunch(launch) {
          @Override
          public void enqueue(Queue queue) {
            while (op instanceof Triad triad && triad.elements() == 1000) {
              LockSupport.parkNanos(100_000_000);
            }
            super.enqueue(queue);
          }
        };
      }
    };
  }

  private static Device finishing(Device inner, boolean atOnce) {
    return new AsynchronousDevice(inner) {
      @Override
      WorkerQueue worker(Queue queue) {
        return new EarlyQueue(queue, atOnce);
      }
    };
  }

  private static final class EarlyQueue extends AsynchronousDevice.WorkerQueue {
    private final boolean atOnce;
    private Runnable held = () -> {};

    EarlyQueue(Queue inner, boolean atOnce) {
      super(inner);
      this.atOnce = atOnce;
    }

    @Override
    void enqueue(Launch launch) {
      held.run();
      held = () -> super.enqueue(launch);
    }

    @Override
    public void finish() {
      Runnable last = held;
      held = () -> {};
      if (atOnce) {
        last.run();
        return;
      }
      super.finish();
      last.run();
    }

    @Override
    void carryOut(Launch launch) {
      // as slow as hardware that is far away
      Threads.sleep(2);
      try {
        super.carryOut(launch);
      } catch (IllegalStateException e) {
        // nobody waited, and its buffers are closed
      }
    }
  }
}
