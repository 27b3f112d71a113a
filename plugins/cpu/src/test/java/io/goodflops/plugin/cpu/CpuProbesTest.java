package io.goodflops.plugin.cpu;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.abort;

import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Read;
import io.goodflops.spi.Triad;
import io.goodflops.spi.UnsupportedOpException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Stream ops, FMA chains and the clock. */
class CpuProbesTest {
  private static final long[] LENGTHS = {1, 7, 4096, 4097, 70_001, 1 << 20};

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void copyKeepsEveryBitPattern(int deviceIndex) throws UnsupportedOpException {
    try (Device device = TestCpu.open(deviceIndex)) {
      for (DType dtype : DType.values()) {
        for (long elements : LENGTHS) {
          byte[] bytes = new byte[(int) dtype.bytes(elements)];
          new Random(elements).nextBytes(bytes);
          byte[] copied =
              TestCpu.runBytes(device, Lane.PLAIN, new Copy(dtype, elements), List.of(bytes));
          assertThat(Arrays.equals(copied, bytes)).isTrue();
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, FP64", "1, FP64", "0, FP32", "1, FP32", "0, BF16", "0, FP16", "0, INT8"})
  void readSumsUp(int deviceIndex, DType dtype) {
    try (Device device = TestCpu.open(deviceIndex)) {
      for (long elements : LENGTHS) {
        Read op = new Read(dtype, elements);
        double[] x = TestCpu.integers(op.inputs().get(0), 7, elements);
        assertThat(TestCpu.run(device, Lane.PLAIN, op, x)).containsExactly(Arrays.stream(x).sum());
      }
    } catch (UnsupportedOpException e) {
      abort(dtype + " is not tested on this CPU: " + e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({"0, FP64", "1, FP64", "0, FP32", "1, FP32", "0, BF16", "0, FP16"})
  void triadIsAPlusThreeB(int deviceIndex, DType dtype) {
    try (Device device = TestCpu.open(deviceIndex)) {
      for (long elements : LENGTHS) {
        Triad op = new Triad(dtype, elements);
        double[] a = TestCpu.integers(op.inputs().get(0), 7, elements);
        double[] b = TestCpu.integers(op.inputs().get(1), 7, elements + 1);
        double[] expected = new double[a.length];
        for (int i = 0; i < a.length; i++) {
          expected[i] = a[i] + 3 * b[i];
        }
        assertThat(Arrays.equals(TestCpu.run(device, Lane.PLAIN, op, a, b), expected)).isTrue();
      }
    } catch (UnsupportedOpException e) {
      abort(dtype + " is not tested on this CPU: " + e.getMessage());
    }
  }

  @ParameterizedTest
  @CsvSource({"0, FP32, 768", "1, FP32, 2304", "0, FP64, 2304", "1, FP64, 768"})
  void fmaChainsRoundOnceAStep(int deviceIndex, DType dtype, long chains)
      throws UnsupportedOpException {
    Random random = new Random(1);
    double[] x = random.doubles(chains, -1, 1).map(v -> (float) v).toArray();
    double[] a = random.doubles(FmaChain.FACTORS, -1, 1).map(v -> (float) v).toArray();
    double[] b = random.doubles(FmaChain.FACTORS, -1, 1).map(v -> (float) v).toArray();
    try (Device device = TestCpu.open(deviceIndex)) {
      for (int steps : new int[] {1, 10, 8192, 8193}) {
        double[] expected = x.clone();
        for (int i = 0; i < chains; i++) {
          for (int s = 0; s < steps; s++) {
            expected[i] =
                dtype == DType.FP32
                    ? Math.fma((float) expected[i], (float) a[i % 16], (float) b[i % 16])
                    : Math.fma(expected[i], a[i % 16], b[i % 16]);
          }
        }
        FmaChain op = new FmaChain(dtype, chains, steps);
        assertThat(TestCpu.run(device, Lane.PLAIN, op, x, a, b)).isEqualTo(expected);
      }
    }
  }

  @Test
  void refusesWhatItHasNoInstructionFor() {
    try (Device device = TestCpu.open(0)) {
      assertThatThrownBy(() -> device.compile(new FmaChain(DType.BF16, 768, 1), Lane.PLAIN))
          .isInstanceOf(UnsupportedOpException.class)
          .hasMessageContaining("BF16");
      assertThatThrownBy(() -> device.compile(new Triad(DType.INT8, 10), Lane.PLAIN))
          .isInstanceOf(UnsupportedOpException.class)
          .hasMessageContaining("INT8");
      assertThatThrownBy(() -> device.compile(new Read(DType.INT32, 10), Lane.PLAIN))
          .isInstanceOf(UnsupportedOpException.class)
          .hasMessageContaining("INT32");
      assertThatThrownBy(() -> device.compile(new Copy(DType.FP32, 10), Lane.PACKED))
          .isInstanceOf(UnsupportedOpException.class)
          .hasMessageContaining("constant");
    }
  }

  @Test
  void theClockIsThatOfARealCoreAndNothingElseIsClaimed() {
    try (Device device = TestCpu.open(0)) {
      var reading = device.telemetry().read();
      assertThat(reading.clockHertz().orElseThrow()).isBetween(0.2e9, 9e9);
      assertThat(reading.powerWatts()).isEmpty();
      assertThat(reading.throttleReasons()).isEmpty();
    }
  }
}
