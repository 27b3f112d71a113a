package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.Discovery;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A dialect file is believed in every line, or not at all. */
class DialectFileTest {
  @Test
  void theShippedOneIsRead() {
    Dialect dialect = DialectFile.parse(Emulated.shipped());
    assertThat(dialect.name()).isEqualTo("nvidia");
    assertThat(dialect.symbols().keySet())
        .as("all but other libraries' for convolutions, and ways in which others find a device")
        .hasSize(
            Slot.values().length
                - 3
                - (int)
                    Arrays.stream(Slot.values())
                        .filter(slot -> slot.library() == Library.SOLVER)
                        .count())
        .doesNotContain(Slot.MANAGEMENT_COUNT, Slot.MANAGEMENT_BUS, Slot.MANAGEMENT_PART);
    assertThat(dialect.compute())
        .as("all but what cublasLt does not multiply")
        .containsOnlyKeys(GemmForm.keys().stream().filter(key -> !key.equals("fp8-e5m2")).toList());
    assertThat(dialect.verified().hardware()).isEqualTo("not run on hardware");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "malloc = cudaMalloc; mallok = cudaMalloc; [symbols] has no key 'mallok'",
        "malloc = cudaMalloc; # nothing; [symbols] malloc is missing",
        "type-bf16 = 14; # 14; [values] type-bf16 is missing",
        "type-bf16 = 14; type-bf16 = many; [values] type-bf16 is 'many', must be a whole number",
        "type-bf16 = 14.*; type-bf16 = 14; type-bf16 does not say where it was read",
        "set-device = cudaSetDevice; set-device =; set-device has no value",
        "set-device = cudaSetDevice; free = cudaFree; free is given twice",
        "set-device = cudaSetDevice; cudaSetDevice; is neither a section nor a key with a value",
        "\\[gemm\\]; [gems]; there is no section [gems]",
        "hardware = .*; # nothing; [verified] hardware is missing",
        "folders = .*; system = maybe; [search] system is 'maybe', must be yes or no",
        "type-fp8-e4m3 = .*; # nothing; [values] type-fp8-e4m3 is missing",
        "blaslt-algorithm-bytes = .*; # none; [values] blaslt-algorithm-bytes is missing",
        "blaslt-choose = .*; # nothing; [symbols] blaslt-choose is missing",
        "math-mode = .*; # nothing; [values] math-mode is missing",
        "gemm-algorithm = -1; gemm-algorithm = -1 0; [values] gemm-algorithm must be one number",
        "fp32 = 68; fp32 = 68 68; [gemm] fp32 has a number twice",
        "power = u32 mW; power = u32; [sensors] power is 'u32', needs 0 numbers and a unit",
        "power = u32 mW; power = u32 MHz; must end with a unit: W, dW, mW, µW",
        "power = u32 mW; power = u33 mW; must begin with one of argument-s32, argument-u32",
        "clock = argument-u32 1; clock = argument-u32 one; has an argument that is no whole",
        "power = u32 mW .*; # nothing; [sensors] power is missing",
        "power = u32 mW  .*; power = u32 mW; power does not say where it was read",
        "device = bus-id; device = index; [sensors] device is 'index', must be one of bus-id",
        "errors = text; errors = long; [sensors] errors is 'long', must be text or text-out",
        "thermal = 0x20; thermal = hot; [throttle] thermal is 'hot 0x40', must be whole numbers",
        "makers = 10de; makers = 10DE; [dialect] makers has '10DE NVIDIA', must be like",
        "name = nvidia; name = NVIDIA; [dialect] name is 'NVIDIA', must be a lower-case word"
      })
  void aMistakeIsNamed(String regex, String replacement, String message) {
    String text = Emulated.shipped().replaceFirst("(?m)^" + regex, replacement);
    assertThat(text).isNotEqualTo(Emulated.shipped());
    assertThatThrownBy(() -> DialectFile.parse(text))
        .isInstanceOf(DialectFile.Mistake.class)
        .hasMessageContaining(message);
    Discovery discovery =
        new DialectPlugin("nvidia", "test", text, Map.of(), Path.of("none")).discover();
    assertThat(discovery)
        .isInstanceOfSatisfying(
            Discovery.Absent.class, absent -> assertThat(absent.reason()).contains(message));
  }
}
