package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DeviceException;
import io.goodflops.spi.Telemetry;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A device's sensors through the vendor's management library. The device is found by its PCI bus
 * id, never by its number: management libraries and runtimes count devices differently. A sensor
 * that fails, hangs or says what cannot be true is not asked again, and everything else goes on.
 */
final class GpuTelemetry implements Telemetry, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(GpuTelemetry.class.getName());

  /** A library may load firmware or wait for a daemon when it is first asked. */
  private static final long OPEN_MILLIS = 5_000;

  /** Far beyond any healthy reading, and short beside a fork. */
  private static final long READ_MILLIS = 250;

  /** Two sensors that hang mean a library that hangs. */
  private static final int MOST_HANGS = 2;

  private final Management management;
  private final Optional<String> lack;
  private final List<Sensor> sensors;
  private final Map<Sensor, String> absent = new TreeMap<>();
  private final Set<Sensor> alive;
  private final Map<Sensor, Double> last = new EnumMap<>(Sensor.class);
  private Asking asking = new Asking();
  private int hangs;
  private long handle;

  private GpuTelemetry(Management management, Optional<String> lack, List<Sensor> sensors) {
    this.management = management;
    this.lack = lack;
    this.sensors = sensors;
    this.alive = sensors.isEmpty() ? EnumSet.noneOf(Sensor.class) : EnumSet.copyOf(sensors);
  }

  /** Sensors of one of the runtime's devices; those that there are none of are never asked. */
  static GpuTelemetry open(VendorRuntime runtime, int ordinal) {
    Management management = runtime.dialect().management();
    List<Sensor> named =
        management.sensors().keySet().stream()
            .filter(sensor -> runtime.symbol(sensor.slot()).isPresent())
            .sorted()
            .toList();
    GpuTelemetry telemetry = new GpuTelemetry(management, runtime.noManagement(), named);
    if (!named.isEmpty()) {
      telemetry.find(runtime, ordinal);
    }
    return telemetry;
  }

  private void find(VendorRuntime runtime, int ordinal) {
    Optional<String> bus =
        VendorRuntime.asked(() -> Bridge.busId(runtime.table(), ordinal))
            .filter(id -> !id.isBlank());
    if (bus.isEmpty()) {
      dropAll("the runtime does not tell the device's PCI bus id");
      return;
    }
    int[] arguments = new int[2 * sensors.size()];
    for (int i = 0; i < sensors.size(); i++) {
      List<Integer> given = management.sensors().get(sensors.get(i)).arguments();
      for (int j = 0; j < given.size(); j++) {
        arguments[2 * i + j] = given.get(j);
      }
    }
    Supplier<Double> open =
        () -> {
          handle =
              Bridge.openSensors(
                  runtime.table(),
                  management.finding(),
                  management.errors(),
                  bus.get(),
                  sensors.stream().map(sensor -> sensor.slot().name()).toArray(String[]::new),
                  sensors.stream()
                      .map(sensor -> management.sensors().get(sensor).shape())
                      .toArray(String[]::new),
                  arguments);
          return 0.0;
        };
    try {
      asking.ask(open, OPEN_MILLIS);
    } catch (DeviceException e) {
      dropAll(e.getMessage());
    } catch (TimeoutException e) {
      dropAll("the management library did not answer within " + OPEN_MILLIS + " ms");
    }
  }

  /** Sensors that answer, and why others do not, for people. */
  String words() {
    List<String> found = new ArrayList<>(alive.stream().map(Sensor::key).toList());
    String there = found.isEmpty() ? "none" : String.join(", ", found);
    String gone =
        absent.entrySet().stream()
            .map(entry -> entry.getKey().key() + ": " + entry.getValue())
            .reduce((a, b) -> a + "; " + b)
            .orElse("");
    return Set.copyOf(absent.values()).size() == 1 && found.isEmpty()
        ? "none: " + absent.values().iterator().next()
        : there + (gone.isEmpty() ? "" : " (" + gone + ")");
  }

  @Override
  public Map<String, String> absences() {
    Map<String, String> reasons = new TreeMap<>();
    for (Sensor sensor : Sensor.values()) {
      if (!alive.contains(sensor)) {
        reasons.put(sensor.key(), absent.getOrDefault(sensor, neverAsked(sensor)));
      }
    }
    return reasons;
  }

  private String neverAsked(Sensor sensor) {
    return lack.orElse(
        management.sensors().containsKey(sensor)
            ? "the management library has no function of that name"
            : "the dialect knows no source for it");
  }

  @Override
  public Reading read() {
    Optional<Set<String>> reasons = value(Sensor.THROTTLE).map(this::reasons);
    return new Reading(
        number(Sensor.POWER),
        number(Sensor.ENERGY),
        number(Sensor.CLOCK),
        number(Sensor.TEMPERATURE),
        reasons);
  }

  private OptionalDouble number(Sensor sensor) {
    return value(sensor).map(OptionalDouble::of).orElse(OptionalDouble.empty());
  }

  private Optional<Double> value(Sensor sensor) {
    if (!alive.contains(sensor)) {
      return Optional.empty();
    }
    int index = sensors.indexOf(sensor);
    try {
      double value =
          asking.ask(() -> Bridge.readSensor(handle, index), READ_MILLIS)
              * management.sensors().get(sensor).unit();
      if (!sensor.plausible(value)) {
        drop(sensor, "it says " + value + ", which cannot be true");
        return Optional.empty();
      }
      if (sensor == Sensor.ENERGY && value < last.getOrDefault(sensor, 0.0)) {
        drop(sensor, "the counter ran backwards");
        return Optional.empty();
      }
      last.put(sensor, value);
      return Optional.of(value);
    } catch (DeviceException e) {
      drop(sensor, e.getMessage());
    } catch (TimeoutException e) {
      asking = new Asking();
      drop(sensor, "it did not answer within " + READ_MILLIS + " ms");
      if (++hangs >= MOST_HANGS) {
        dropAll("two sensors did not answer");
      }
    }
    return Optional.empty();
  }

  private Set<String> reasons(double bits) {
    Set<String> found = new TreeSet<>();
    management
        .reasons()
        .forEach(
            (reason, mask) -> {
              if (((long) bits & mask) != 0) {
                found.add(reason);
              }
            });
    return found;
  }

  /** Once for each sensor, where the fork's log keeps it. */
  private void drop(Sensor sensor, String reason) {
    if (alive.remove(sensor)) {
      absent.put(sensor, reason);
      LOG.log(Level.WARNING, "no " + sensor.key() + " from now on: " + reason);
    }
  }

  private void dropAll(String reason) {
    for (Sensor sensor : sensors) {
      if (alive.remove(sensor)) {
        absent.put(sensor, reason);
      }
    }
    LOG.log(Level.WARNING, "no sensors: " + reason);
  }

  /** What is asked right now must not lose its handle; a library that hangs keeps it. */
  @Override
  public void close() {
    alive.clear();
    asking.end();
    if (handle != 0 && hangs == 0) {
      Bridge.closeSensors(handle);
    }
  }

  /** A thread that asks, so that a call that never returns costs no more than itself. */
  private static final class Asking {
    private final java.util.concurrent.ExecutorService thread =
        java.util.concurrent.Executors.newSingleThreadExecutor(
            task -> {
              Thread made = new Thread(task, "sensors");
              made.setDaemon(true);
              return made;
            });

    double ask(Supplier<Double> question, long millis) throws TimeoutException {
      CompletableFuture<Double> answer = CompletableFuture.supplyAsync(question, thread);
      try {
        return answer.get(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new DeviceException("interrupted while a sensor was read", e);
      } catch (ExecutionException | CompletionException e) {
        if (e.getCause() instanceof DeviceException known) {
          throw known;
        }
        throw new DeviceException(String.valueOf(e.getCause()), e);
      }
    }

    void end() {
      thread.shutdown();
    }
  }
}
