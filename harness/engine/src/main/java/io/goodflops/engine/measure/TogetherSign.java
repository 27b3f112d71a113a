package io.goodflops.engine.measure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * What host and forks tell each other while forks run beside each other: files in their folders.
 */
enum TogetherSign {
  /** The fork is warm and keeps the load up. */
  READY,
  /** The host lets all begin to time. */
  GO,
  /** The fork has timed enough and keeps the load up. */
  TIMED,
  /** The host has heard that all have timed enough. */
  STOP;

  void give(Path folder) throws IOException {
    if (!isGiven(folder)) {
      Files.createFile(file(folder));
    }
  }

  boolean isGiven(Path folder) {
    return Files.exists(file(folder));
  }

  private Path file(Path folder) {
    return folder.resolve("sign-" + name());
  }
}
