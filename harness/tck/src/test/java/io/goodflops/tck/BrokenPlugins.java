package io.goodflops.tck;

import io.goodflops.spi.Compute;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Op;
import io.goodflops.spi.Peak;
import io.goodflops.spi.PeerCopies;
import io.goodflops.spi.TrainingOp;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/** For every rule the reference plugin with one method changed, so that it breaks that rule. */
final class BrokenPlugins {
  private BrokenPlugins() {}

  static Map<Rule, DevicePlugin> all() {
    Map<Rule, DevicePlugin> plugins = new EnumMap<>(Rule.class);
    plugins.put(
        Rule.P1,
        discovering(
            real -> {
              throw new UnsatisfiedLinkError("libchip.so.1: cannot open shared object file");
            }));
    int[] asked = {0};
    plugins.put(
        Rule.P2,
        discovering(
            real ->
                Discovery.found(
                    DeviceInfo.builder(real.id(), real.vendor(), "model " + asked[0]++).build())));
    plugins.put(
        Rule.P3,
        discovering(
            real -> {
              System.setProperty("goodflops.asked", Integer.toString(asked[0]++));
              return Discovery.found(real);
            }));
    plugins.put(
        Rule.P4,
        discovering(
            real -> {
              Threads.sleep(1100);
              return Discovery.found(real);
            }));
    plugins.put(Rule.P5, discovering(real -> Discovery.found(real, real)));
    plugins.put(Rule.P6, new OtherName());
    plugins.put(Rule.P7, AlteredPlugin.withPeak(peak(1e12, Peak.Density.SPARSE, "")));
    plugins.put(
        Rule.P8,
        new AlteredPlugin() {
          @Override
          public Device open(DeviceInfo info) {
            return super.open(real());
          }
        });
    plugins.put(Rule.P10, TwoSpis.plugin());
    plugins.put(Rule.B9, twoDevices(1));
    plugins.put(Rule.T6, AlteredPlugin.withPeak(peak(1000, Peak.Density.DENSE, "rumour")));
    plugins.put(Rule.T7, AlteredPlugin.withPeak(peak(1e15, Peak.Density.DENSE, "rumour")));
    BrokenDevices.all().forEach((rule, device) -> plugins.put(rule, on(device)));
    BrokenLaunches.all().forEach((rule, device) -> plugins.put(rule, on(device)));
    BrokenQueues.all().forEach((rule, device) -> plugins.put(rule, on(device)));
    plugins.put(Rule.K13, new AlteredPlugin(BrokenLaunches::readsWhatItWrote));
    plugins.put(Rule.K15, new AlteredPlugin(inner -> new ReplayingDevice(inner, 1)));
    plugins.put(
        Rule.K16, new AlteredPlugin(inner -> new JoiningDevice(inner, JoiningDevice.Lie.NO_BIAS)));
    return plugins;
  }

  /** Two devices with copies between them that leave so many bytes out. */
  static DevicePlugin twoDevices(int lost) {
    return new AlteredPlugin(inner -> new WithPeers(new WithoutTraining(inner), lost)) {
      private static final String SECOND = "reference:second";

      @Override
      public Discovery discover() {
        DeviceInfo second = DeviceInfo.builder(SECOND, "GoodFLOPS", "Java").build();
        return Discovery.found(real(), second);
      }

      @Override
      public Device open(DeviceInfo info) {
        return super.open(info.id().equals(SECOND) ? real() : info);
      }
    };
  }

  private static final class WithPeers extends AlteredDevice {
    private final int lost;

    WithPeers(Device inner, int lost) {
      super(inner);
      this.lost = lost;
    }

    @Override
    public Optional<PeerCopies> peer(Device source) {
      return Optional.of(
          (queue, from, to) -> {
            ByteBuffer bytes = ByteBuffer.allocate((int) from.spec().bytes());
            from.read(0, bytes);
            to.enqueueWrite(queue, 0, bytes.flip().limit(bytes.capacity() - lost));
          });
    }
  }

  private static DevicePlugin on(UnaryOperator<Device> device) {
    return new AlteredPlugin(inner -> device.apply(new WithoutTraining(inner)));
  }

  private interface Finds {
    Discovery of(DeviceInfo real);
  }

  private static DevicePlugin discovering(Finds finds) {
    return new AlteredPlugin() {
      @Override
      public Discovery discover() {
        return finds.of(real());
      }
    };
  }

  private static Peak peak(double rate, Peak.Density density, String citation) {
    return new Peak(
        DType.FP32,
        Compute.standard(DType.FP32),
        rate,
        density,
        OptionalDouble.empty(),
        "FMA units",
        Peak.Source.DATA_SHEET,
        citation);
  }

  /**
   * Knows none of the many ops of training, which is allowed: what is broken shows without them.
   */
  private static final class WithoutTraining extends AlteredDevice {
    WithoutTraining(Device inner) {
      super(inner);
    }

    @Override
    public Kernel compile(Op op, Lane lane) throws UnsupportedOpException {
      if (op instanceof TrainingOp) {
        throw new UnsupportedOpException("op " + op.kind() + " is not known here");
      }
      return super.compile(op, lane);
    }
  }

  /** Breaks P6: its device is called after another plugin. */
  private static final class OtherName extends AlteredPlugin {
    private static final String ID = "other:0";

    @Override
    public Discovery discover() {
      return Discovery.found(List.of(DeviceInfo.builder(ID, "GoodFLOPS", "Java").build()));
    }

    @Override
    public Device open(DeviceInfo info) {
      return super.open(info.id().equals(ID) ? real() : info);
    }
  }
}
