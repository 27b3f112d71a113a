package io.goodflops.plugin.gpubridge;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The files of portable kernels. Each is compiled by itself, when an op first asks for it. */
enum KernelFile {
  STREAMS,
  POINTWISE,
  SUMS,
  ROWS,
  NORMS,
  EMBEDDING,
  PERMUTE,
  POOLING,
  CONVOLUTION,
  OPTIMIZERS;

  /** What the compiler calls it in its messages. */
  String fileName() {
    return name().toLowerCase(Locale.ROOT) + ".cu";
  }

  /** What all files share, and the file. */
  String source() {
    return text("common.cu") + "#line 1 \"" + fileName() + "\"\n" + text(fileName());
  }

  private static String text(String file) {
    try (InputStream resource = KernelFile.class.getResourceAsStream("kernels/" + file)) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
