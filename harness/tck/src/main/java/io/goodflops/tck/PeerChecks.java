package io.goodflops.tck;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.PeerCopies;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import java.nio.ByteBuffer;

/** Rule B9. */
final class PeerChecks {
  private static final int[] SIZES = {1, 1000, 4099, 1 << 20};

  private PeerChecks() {}

  static String bringsEveryByte(Subject subject) {
    String mine = subject.info().id();
    DeviceInfo second =
        subject.devices().stream()
            .filter(info -> !info.id().equals(mine))
            .findFirst()
            .orElseThrow(() -> new Unverified("there is one device, nobody to copy from"));
    int ways = 0;
    try (Device one = subject.open();
        Device other = subject.plugin().open(second)) {
      ways += copied(subject, one, other) ? 1 : 0;
      ways += copied(subject, other, one) ? 1 : 0;
    }
    if (ways == 0) {
      throw new Unverified("there are no direct copies between devices: a legal answer");
    }
    return Plural.of(ways, "way") + " between " + mine + " and " + second.id();
  }

  private static boolean copied(Subject subject, Device to, Device from) {
    PeerCopies copies = to.peer(from).orElse(null);
    if (copies == null) {
      return false;
    }
    try (Queue queue = to.openQueue()) {
      for (int size : SIZES) {
        byte[] content = Bytes.random(size, subject.options().seed() + size);
        try (Buffer source = from.allocate(TensorSpec.bytes(size));
            Buffer target = to.allocate(TensorSpec.bytes(size))) {
          source.write(0, ByteBuffer.wrap(content));
          target.write(0, ByteBuffer.wrap(new byte[size]));
          copies.enqueue(queue, source, target);
          queue.finish();
          Bytes.same(Bytes.of(target), content, size + " bytes of another device");
          Bytes.same(Bytes.of(source), content, size + " bytes after they were copied");
        }
      }
    }
    return true;
  }
}
