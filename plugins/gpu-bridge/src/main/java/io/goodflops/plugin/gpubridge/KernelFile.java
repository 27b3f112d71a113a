package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.DType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * The files of portable kernels. Each is compiled by itself and for one type of elements, when an
 * op first asks for it.
 */
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
  OPTIMIZERS,
  CHAINS,
  MATRIX,
  /** Two pointwise ops at once. */
  JOINED("pointwise", "OF_JOINED"),
  /** Layer normalisation of a sum. */
  JOINED_NORMS("norms", "OF_JOINED_NORMS"),
  /** The same for FP32 that is cut to TF32. */
  MATRIX_TF32("matrix", "AS_TF32");

  private final String file;
  private final String definition;

  KernelFile() {
    this.file = name().toLowerCase(Locale.ROOT);
    this.definition = "OF_" + name();
  }

  KernelFile(String file, String definition) {
    this.file = file;
    this.definition = definition;
  }

  /** What the compiler calls it in its messages. */
  String fileName() {
    return file + ".cu";
  }

  /** What all files share, and the file, for one type of elements. */
  String source(DType dtype) {
    String type =
        switch (dtype) {
          case FP64 -> "double";
          case FP32 -> "float";
          case BF16 -> "Bf16";
          case FP16 -> "Fp16";
          case INT32 -> "int";
          case INT8 -> "signed char";
          case FP8_E4M3, FP8_E5M2 ->
              throw new IllegalArgumentException("kernels do not calculate in " + dtype);
        };
    return String.join(
        "\n",
        "#define TYPE " + type,
        "#define TYPED_NAME(name) name##" + suffix(dtype),
        "#define TYPE_IS_" + dtype.name(),
        "#define " + definition,
        "#line 1 \"common.cu\"",
        text("common.cu"),
        "#line 1 \"" + fileName() + "\"",
        text(fileName()));
  }

  /** One of its kernels, for one type of elements. */
  Name kernel(String name, DType dtype) {
    return new Name(new KernelCode.Unit(this, dtype), name + suffix(dtype));
  }

  /** How a kernel is found. */
  record Name(KernelCode.Unit unit, String symbol) {}

  private static String suffix(DType dtype) {
    return "_" + dtype.name().toLowerCase(Locale.ROOT);
  }

  private static String text(String file) {
    try (InputStream resource = KernelFile.class.getResourceAsStream("kernels/" + file)) {
      return new String(resource.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
