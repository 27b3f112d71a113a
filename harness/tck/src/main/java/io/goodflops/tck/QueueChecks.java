package io.goodflops.tck;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.Mark;
import io.goodflops.spi.Queue;
import io.goodflops.spi.UnsupportedOpException;
import io.goodflops.workload.data.Pattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Rules Q. */
final class QueueChecks {
  private static final int CHAIN = 24;
  private static final int LATE_LAUNCHES = 8;

  private QueueChecks() {}

  static String finishIsHonest(Subject subject) throws UnsupportedOpException {
    long seed = subject.options().seed() + 3;
    try (Device device = subject.open();
        Queue queue = device.openQueue();
        OpRun run = Workhorse.on(subject, device)) {
      run.fill(Pattern.RANDOM, seed);
      for (int i = 0; i < LATE_LAUNCHES; i++) {
        run.once(queue);
        byte[] now = run.output();
        Threads.sleep(i == 0 ? 200 : 20);
        byte[] later = run.output();
        if (!Arrays.equals(now, later)) {
          throw new Breach(
              "launch "
                  + (i + 1)
                  + " of "
                  + LATE_LAUNCHES
                  + ": the output still changed after finish, at byte "
                  + Arrays.mismatch(now, later),
              run.where());
        }
        run.judge(now, Pattern.RANDOM, seed, ", read right after finish");
      }
      queue.finish();
    }
    return LATE_LAUNCHES + " results stand when finish returns";
  }

  static String worksInOrder(Subject subject) {
    try (Device device = subject.open();
        Queue queue = device.openQueue()) {
      Relay relay = Relay.on(subject, device);
      byte[] content = relay.numbers(3);
      List<Buffer> stations = stations(relay, content);
      for (int i = 1; i < stations.size(); i++) {
        relay.link(stations.get(i - 1), stations.get(i)).enqueue(queue);
      }
      queue.finish();
      Bytes.same(Bytes.of(stations.get(CHAIN)), content, "handed on " + CHAIN + " times");
    }
    return CHAIN + " launches, each needing the one before";
  }

  static String queuesWait(Subject subject) {
    try (Device device = subject.open();
        Queue first = device.openQueue();
        Queue second = device.openQueue();
        Queue third = device.openQueue()) {
      Queue[] queues = {first, second, third};
      Relay relay = Relay.on(subject, device);
      for (int round = 0; round < 5; round++) {
        byte[] content = relay.numbers(10 + round);
        List<Buffer> stations = stations(relay, content);
        for (int i = 1; i < stations.size(); i++) {
          Queue queue = queues[i % 3];
          relay.link(stations.get(i - 1), stations.get(i)).enqueue(queue);
          Mark mark = queue.mark();
          queues[(i + 1) % 3].waitFor(mark);
        }
        // only the last queue is finished: it must have waited for the others
        queues[CHAIN % 3].finish();
        Bytes.same(
            Bytes.of(stations.get(CHAIN)),
            content,
            "handed on from queue to queue, round " + round);
        for (Queue queue : queues) {
          queue.finish();
        }
        stations.forEach(Buffer::close);
      }
    }
    return "three queues, " + CHAIN + " launches handed from one to the next";
  }

  private static List<Buffer> stations(Relay relay, byte[] content) {
    List<Buffer> stations = new ArrayList<>();
    stations.add(relay.buffer(content));
    byte[] poison = new byte[content.length];
    Arrays.fill(poison, OpRun.POISON);
    for (int i = 0; i < CHAIN; i++) {
      stations.add(relay.buffer(poison));
    }
    return stations;
  }

  static String refusesUseAfterClose(Subject subject) {
    try (Device device = subject.open();
        Queue other = device.openQueue()) {
      Mark mark = other.mark();
      Queue queue = device.openQueue();
      queue.close();
      Calls.refusedAsClosed("finish of a closed queue", queue::finish);
      Calls.refusedAsClosed("mark of a closed queue", queue::mark);
      Calls.refusedAsClosed("waitFor of a closed queue", () -> queue.waitFor(mark));
    }
    return "finish, mark and waitFor are refused";
  }
}
