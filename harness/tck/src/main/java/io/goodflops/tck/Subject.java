package io.goodflops.tck;

import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.DevicePlugin;
import io.goodflops.spi.Discovery;
import io.goodflops.workload.data.Pattern;
import java.util.List;
import java.util.Optional;

/** The plugin under check and what to look at; asked to discover once for all rules. */
final class Subject {
  private final DevicePlugin plugin;
  private final KitOptions options;
  private final Quiet quiet;
  private final KitListener listener;
  private final Answers answers = new Answers();
  private Rule rule = Rule.P1;
  private Optional<Attempt> attempt = Optional.empty();
  private Optional<Discovery> discovery = Optional.empty();
  private Optional<Survey> survey = Optional.empty();

  /** What the plugin was called for last. */
  record Attempt(String step, Circumstance where) {}

  Subject(DevicePlugin plugin, KitOptions options, Quiet quiet, KitListener listener) {
    this.plugin = plugin;
    this.options = options;
    this.quiet = quiet;
    this.listener = listener;
  }

  void begin(Rule next) {
    rule = next;
    attempt = Optional.empty();
    quiet.aside(() -> listener.begins(next));
  }

  /** To be called before the plugin is, with each op: nobody may live to tell it afterwards. */
  void tries(String step, Circumstance where) {
    attempt = Optional.of(new Attempt(step, where));
    quiet.aside(() -> listener.tries(rule, step, where));
  }

  /** What the current rule called the plugin for last, if it was for an op. */
  Optional<Attempt> attempt() {
    return attempt;
  }

  Rule rule() {
    return rule;
  }

  /** Results that were seen in the whole check. */
  Answers answers() {
    return answers;
  }

  DevicePlugin plugin() {
    return plugin;
  }

  KitOptions options() {
    return options;
  }

  String printed() {
    return quiet.caught();
  }

  /** All devices; {@link Unverified} if there are none. */
  List<DeviceInfo> devices() {
    if (discovery.isEmpty()) {
      try {
        discovery = Optional.ofNullable(plugin.discover());
      } catch (Throwable e) {
        throw new Unverified("discover() failed");
      }
    }
    if (discovery.orElse(null) instanceof Discovery.Found found) {
      return found.devices();
    }
    throw new Unverified(
        discovery
            .filter(Discovery.Absent.class::isInstance)
            .map(absent -> "no device here: " + ((Discovery.Absent) absent).reason())
            .orElse("discover() gave no answer"));
  }

  /** The device under check. */
  DeviceInfo info() {
    List<DeviceInfo> devices = devices();
    return options
        .deviceId()
        .map(
            id ->
                devices.stream()
                    .filter(device -> device.id().equals(id))
                    .findFirst()
                    .orElseThrow(() -> new Unverified("there is no device " + id + " here")))
        .orElse(devices.get(0));
  }

  Device open() {
    return plugin.open(info());
  }

  /** Seed of an op's inputs: the same whatever else is checked, so that a failure comes back. */
  long seed(OpCase one, Pattern pattern) {
    return options.seed() + 31L * one.toString().hashCode() + pattern.name().hashCode();
  }

  /** What the device compiles; asked for once. */
  Survey survey() {
    if (survey.isEmpty()) {
      try (Device device = open()) {
        survey = Optional.of(Survey.of(device, this));
      }
    }
    return survey.get();
  }

  /** What was compiled and refused, if any rule asked. */
  List<Coverage> coverage() {
    return survey.map(Survey::coverage).orElse(List.of());
  }
}
