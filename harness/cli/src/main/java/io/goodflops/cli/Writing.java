package io.goodflops.cli;

import io.goodflops.result.FileTrouble;
import io.goodflops.result.UserException;
import java.io.IOException;
import java.nio.file.Path;

/** Something that writes a file or a folder. */
interface Writing {
  void run() throws IOException;

  /** Says in one sentence what could not be written. */
  static void to(Path file, Writing writing) {
    try {
      writing.run();
    } catch (IOException e) {
      throw UserException.environment(file + " cannot be written: " + FileTrouble.reason(e) + ".");
    }
  }
}
