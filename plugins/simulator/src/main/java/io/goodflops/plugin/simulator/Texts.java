package io.goodflops.plugin.simulator;

import java.util.Map;

/**
 * Everything a device says in words, each as hostile as a program wants it.
 *
 * @param throttleReason what telemetry names while the clock is below nominal
 * @param marksSource name of the clock behind the marks
 */
record Texts(
    String vendor,
    String model,
    String driver,
    String firmware,
    String description,
    String peakCitation,
    String peakUnit,
    String throttleReason,
    String marksSource,
    Map<String, String> properties) {

  static Texts of(Settings settings) {
    return new Texts(
        settings.text("vendor").orElse("GoodFLOPS"),
        settings.text("model").orElse("simulator"),
        settings.text("driver").orElse(""),
        settings.text("firmware").orElse(""),
        settings.text("description").orElse("simulated"),
        settings.text("peak.citation").orElse("simulator program"),
        settings.text("peak.unit").orElse("simulated"),
        settings.text("throttle.reason").orElse("programmed"),
        settings.text("marks.source").orElse("simulator"),
        settings.startingWith("property."));
  }
}
