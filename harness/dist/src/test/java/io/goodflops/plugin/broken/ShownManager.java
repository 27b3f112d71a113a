package io.goodflops.plugin.broken;

import io.goodflops.result.RunRecord;

/** Breaks: a plugin knows spi alone, shows its entry only, and is not called manager. */
public record ShownManager(RunRecord run) {}
