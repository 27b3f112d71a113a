package io.goodflops.tck;

import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.Peak;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.Collectors;

/** Rules P. */
final class PluginChecks {
  private static final int REPEATS = 5;
  private static final long SECOND = 1_000_000_000L;
  private static final String SPI_CLASS = "io/goodflops/spi/DevicePlugin.class";

  private PluginChecks() {}

  static String answers(Subject subject) {
    Breach.unless(printable(subject.plugin().name()), "name() is empty or not printable");
    Breach.unless(printable(subject.plugin().version()), "version() is empty or not printable");
    Discovery discovery;
    try {
      discovery = subject.plugin().discover();
    } catch (Throwable e) {
      throw new Breach("discover() threw " + Calls.describe(e));
    }
    if (discovery instanceof Discovery.Found found) {
      return Plural.of(found.devices().size(), "device") + " found";
    }
    if (discovery instanceof Discovery.Absent absent) {
      Breach.unless(printable(absent.reason()), "absent without a reason");
      Breach.unless(!absent.lookedFor().isEmpty(), "absent, but nothing was looked for");
      return "absent: " + absent.reason();
    }
    throw new Breach("discover() gave null");
  }

  static String repeats(Subject subject) {
    List<String> first = essence(subject.devices());
    long start = System.nanoTime();
    int asked = 0;
    while (asked < REPEATS && (asked == 0 || System.nanoTime() - start < SECOND)) {
      Discovery again = subject.plugin().discover();
      asked++;
      Breach.unless(again instanceof Discovery.Found, "a later discover() found nothing: " + again);
      List<String> later = essence(((Discovery.Found) again).devices());
      Breach.unless(later.equals(first), "first " + first + ", later " + later);
    }
    return "the same answer, asked " + Plural.of(asked, "time") + " more";
  }

  private static List<String> essence(List<DeviceInfo> devices) {
    return devices.stream()
        .map(
            info ->
                String.join(
                        "|",
                        info.id(),
                        info.physicalId(),
                        info.vendor(),
                        info.model(),
                        info.driver(),
                        info.firmware())
                    + info.peaks())
        .toList();
  }

  static String hasNoSideEffects(Subject subject) {
    subject.devices();
    Map<String, String> properties = properties();
    Set<Thread> threads = new HashSet<>(Thread.getAllStackTraces().keySet());
    Locale locale = Locale.getDefault();
    TimeZone zone = TimeZone.getDefault();
    Optional<Object> rescue = Optional.ofNullable(Thread.getDefaultUncaughtExceptionHandler());
    subject.plugin().discover();
    subject.plugin().discover();
    Map<String, String> later = properties();
    for (Map.Entry<String, String> entry : properties.entrySet()) {
      Breach.unless(
          entry.getValue().equals(later.get(entry.getKey())),
          "system property " + entry.getKey() + " was changed");
    }
    Breach.unless(locale.equals(Locale.getDefault()), "the default locale was changed");
    Breach.unless(zone.equals(TimeZone.getDefault()), "the default time zone was changed");
    Breach.unless(
        rescue.equals(Optional.ofNullable(Thread.getDefaultUncaughtExceptionHandler())),
        "the default handler of uncaught exceptions was changed");
    List<Thread> left = Threads.startedSince(threads);
    Breach.unless(left.isEmpty(), "threads were started: " + Threads.names(left));
    return "no thread, property, locale or handler was changed";
  }

  private static Map<String, String> properties() {
    return System.getProperties().stringPropertyNames().stream()
        .collect(Collectors.toMap(name -> name, name -> System.getProperty(name, "")));
  }

  static String isQuick(Subject subject) {
    subject.devices();
    long best = Long.MAX_VALUE;
    for (int i = 0; i < 2 && best > SECOND; i++) {
      long start = System.nanoTime();
      subject.plugin().discover();
      best = Math.min(best, System.nanoTime() - start);
    }
    String took = "discover() took " + best / 1_000_000 + " ms";
    Breach.unless(best <= SECOND, took);
    return took;
  }

  static String describesDevices(Subject subject) {
    Set<String> ids = new HashSet<>();
    for (DeviceInfo info : subject.devices()) {
      Breach.unless(ids.add(info.id()), "two devices have the id " + info.id());
      for (String text : List.of(info.id(), info.physicalId(), info.vendor(), info.model())) {
        Breach.unless(
            printable(text), "device " + ids.size() + ": an id or a name is not printable text");
      }
    }
    return Plural.of(ids.size(), "id");
  }

  static String namesDevices(Subject subject) {
    String prefix = subject.plugin().name() + ":";
    for (DeviceInfo info : subject.devices()) {
      Breach.unless(info.id().startsWith(prefix), info.id() + " does not begin with " + prefix);
    }
    return "all ids begin with " + prefix;
  }

  static String peaksHaveSources(Subject subject) {
    List<Peak> peaks = subject.info().peaks();
    for (Peak peak : peaks) {
      String which = "peak of " + peak.storage() + " " + peak.density();
      Breach.unless(!peak.citation().isBlank(), which + " has no citation");
      Breach.unless(!peak.unitPath().isBlank(), which + " names no unit");
    }
    return peaks.isEmpty()
        ? "no peak is declared: a legal answer"
        : Plural.of(peaks.size(), "peak");
  }

  static String refusesStrangers(Subject subject) {
    DeviceInfo real = subject.info();
    DeviceInfo stranger =
        DeviceInfo.builder(real.id() + "-of-nobody", real.vendor(), real.model()).build();
    Throwable thrown =
        Calls.thrownBy(
            "open of an unknown device",
            () -> {
              Device device = subject.plugin().open(stranger);
              device.close();
            });
    Breach.unless(thrown instanceof DeviceException, "open threw " + Calls.describe(thrown));
    Breach.unless(
        thrown.getMessage() != null && !thrown.getMessage().isBlank(),
        "the exception does not say why");
    return "an unknown device is refused: " + thrown.getMessage();
  }

  static String printsNothing(Subject subject) {
    String printed = subject.printed();
    Breach.unless(printed.isEmpty(), "printed: " + printed.strip());
    return "nothing was printed through Java's streams while the kit ran";
  }

  static String bringsNoSpi(Subject subject) throws IOException {
    ClassLoader loader = subject.plugin().getClass().getClassLoader();
    Set<String> places = new HashSet<>();
    for (URL place : Collections.list(loader.getResources(SPI_CLASS))) {
      places.add(place.toString());
    }
    Breach.unless(places.size() <= 1, "the SPI's classes are there more than once: " + places);
    return "the plugin's class loader sees one SPI";
  }

  /** Not empty, on one line, without control characters. */
  private static boolean printable(String text) {
    return text != null && !text.isBlank() && text.chars().noneMatch(Character::isISOControl);
  }
}
