package io.goodflops.plugin.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Compute;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Queue;
import io.goodflops.spi.Read;
import io.goodflops.spi.Role;
import io.goodflops.spi.Triad;
import io.goodflops.spi.UnsupportedOpException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Every op against loops that walk over the op's definition element by element. */
class ReferenceOpsTest {
  private Device device;

  @BeforeEach
  void open() {
    device = TestDevice.open();
  }

  @AfterEach
  void close() {
    device.close();
  }

  @ParameterizedTest
  @CsvSource({
    "FP64, FP64, FP64",
    "FP32, FP32, FP32",
    "FP32, FP64, FP64",
    "FP32, FP64, FP32",
    "BF16, FP32, FP32",
    "BF16, FP32, BF16",
    "FP16, FP32, FP32",
    "FP16, FP32, FP16",
    "FP16, FP64, FP64",
    "INT8, INT32, INT32",
    "INT32, INT32, INT32",
    "FP8_E4M3, FP32, FP32",
    "FP8_E5M2, FP32, BF16",
    "FP8_E5M2, FP64, FP64",
  })
  void matMulIsExactOnSmallIntegers(DType storage, DType accumulate, DType output)
      throws UnsupportedOpException {
    for (int variant = 0; variant < 4; variant++) {
      MatMul op =
          new MatMul(
              3,
              5,
              7,
              11,
              variant % 2 == 1,
              variant / 2 == 1,
              storage,
              Compute.strict(accumulate),
              output,
              Role.VARIABLE);
      double[] a = integers(op.inputs().get(0), 3, 1);
      double[] b = integers(op.inputs().get(1), 3, 2);
      assertThat(run(op, a, b)).isEqualTo(product(op, a, b));
    }
  }

  @Test
  void int8SumsWrapModuloTwoToTheThirtyTwo() throws UnsupportedOpException {
    MatMul op =
        new MatMul(
            1,
            1,
            1,
            3,
            false,
            false,
            DType.INT32,
            Compute.strict(DType.INT32),
            DType.INT32,
            Role.VARIABLE);
    double big = 1 << 30;
    assertThat(run(op, new double[] {big, 1, 1}, new double[] {3, big, big}))
        .containsExactly((int) (5L << 30));
  }

  @Test
  void fp32SumsAreKeptInFp32AndFp64SumsAreNot() throws UnsupportedOpException {
    double[] a = {1, 1, 1};
    double[] b = {0x1p24, 1, -0x1p24};
    assertThat(run(MatMul.of(1, 1, 3, DType.FP32), a, b)).containsExactly(0);
    assertThat(run(MatMul.of(1, 1, 3, DType.FP64), a, b)).containsExactly(1);
  }

  @Test
  void strictProductsUseEveryBitOfTheOperands() throws UnsupportedOpException {
    double lastBit = 1 + 0x1p-23;
    assertThat(run(MatMul.of(1, 1, 1, DType.FP32), new double[] {lastBit}, new double[] {1}))
        .containsExactly(lastBit);
  }

  @ParameterizedTest
  @EnumSource(DType.class)
  void copyKeepsEveryBitPattern(DType dtype) throws UnsupportedOpException {
    Op op = new Copy(dtype, 1009);
    byte[] bytes = new byte[(int) op.inputs().get(0).spec().bytes()];
    new Random(3).nextBytes(bytes);
    assertThat(runBytes(op, List.of(bytes))).isEqualTo(bytes);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FP8_E4M3", "FP8_E5M2"})
  void readSumsUp(DType dtype) throws UnsupportedOpException {
    Op op = new Read(dtype, 1009);
    double[] x = integers(op.inputs().get(0), 7, 4);
    double sum = 0;
    for (double value : x) {
      sum += value;
    }
    assertThat(run(op, x)).containsExactly(sum);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FP8_E4M3", "FP8_E5M2"})
  void triadIsAPlusThreeB(DType dtype) throws UnsupportedOpException {
    Op op = new Triad(dtype, 257);
    double[] a = integers(op.inputs().get(0), 7, 5);
    double[] b = integers(op.inputs().get(1), 7, 6);
    double[] expected = new double[257];
    for (int i = 0; i < expected.length; i++) {
      expected[i] = a[i] + 3 * b[i];
    }
    assertThat(run(op, a, b)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"FP8_E4M3", "FP8_E5M2"})
  void fmaChainMultipliesThenAdds(DType dtype) throws UnsupportedOpException {
    Op op = new FmaChain(dtype, FmaChain.CHAIN_MULTIPLE, 5);
    double[] x = integers(op.inputs().get(0), 3, 7);
    double[] a = integers(op.inputs().get(1), 2, 8);
    double[] b = integers(op.inputs().get(2), 2, 9);
    double[] expected = x.clone();
    for (int step = 0; step < 5; step++) {
      for (int i = 0; i < x.length; i++) {
        expected[i] = Elements.round(dtype, expected[i] * a[i % 16] + b[i % 16]);
      }
    }
    assertThat(run(op, x, a, b)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FP8_E4M3", "FP8_E5M2"})
  void fp8IsForProductsAlone(DType dtype) {
    assertThatThrownBy(() -> device.compile(new Triad(dtype, 8), Lane.PLAIN))
        .isInstanceOf(UnsupportedOpException.class)
        .hasMessage("triad does not calculate in FP8 here");
    MatMul narrow =
        new MatMul(
            1, 4, 4, 4, false, false, dtype, Compute.strict(DType.FP32), dtype, Role.VARIABLE);
    assertThatThrownBy(() -> device.compile(narrow, Lane.PLAIN))
        .isInstanceOf(UnsupportedOpException.class)
        .hasMessageContaining("neither kept nor written in FP8");
  }

  @Test
  void fmaChainRoundsOncePerStep() throws UnsupportedOpException {
    double x = 1 + 0x1p-23;
    double[] result =
        run(
            new FmaChain(DType.FP32, 768, 1),
            fill(768, x),
            fill(FmaChain.FACTORS, x),
            fill(FmaChain.FACTORS, -(1 + 0x1p-22)));
    assertThat(result[0]).isEqualTo(0x1p-46);
  }

  @Test
  void aSecondLaunchSeesNewInputs() throws UnsupportedOpException {
    Op op = new Triad(DType.FP64, 1);
    try (Buffer a = TestDevice.buffer(device, op.inputs().get(0), new double[] {1});
        Buffer b = TestDevice.buffer(device, op.inputs().get(1), new double[] {2});
        Buffer y = device.allocate(op.outputs().get(0).spec());
        Queue queue = device.openQueue();
        Kernel kernel = device.compile(op, Lane.PLAIN);
        Launch launch = kernel.bind(List.of(a, b), List.of(y), Optional.empty())) {
      launch.enqueue(queue);
      assertThat(TestDevice.values(y)).containsExactly(7);
      TestDevice.set(b, new double[] {5});
      launch.enqueue(queue);
      queue.finish();
      assertThat(TestDevice.values(y)).containsExactly(16);
    }
  }

  @Test
  void realOperandsAgreeWithFp64WithinTheirPrecision() throws UnsupportedOpException {
    MatMul op = MatMul.of(17, 19, 23, DType.FP32);
    double[] a = new double[17 * 23];
    double[] b = new double[23 * 19];
    Random random = new Random(1);
    for (int i = 0; i < a.length; i++) {
      a[i] = (float) random.nextGaussian();
    }
    for (int i = 0; i < b.length; i++) {
      b[i] = (float) random.nextGaussian();
    }
    double[] expected = product(op, a, b);
    double[] actual = run(op, a, b);
    for (int i = 0; i < expected.length; i++) {
      assertThat(actual[i]).isCloseTo(expected[i], within(1e-4));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "FP64, FP32, FP32",
    "FP32, BF16, FP32",
    "INT8, FP32, FP32",
    "FP32, INT32, INT32",
    "INT8, INT32, INT8",
    "BF16, FP32, INT32",
  })
  void refusesWhatItWouldNotCalculateExactlyAsAsked(DType storage, DType accumulate, DType output) {
    MatMul op =
        new MatMul(
            1, 2, 2, 2, false, false, storage, Compute.strict(accumulate), output, Role.VARIABLE);
    assertThatThrownBy(() -> device.compile(op, Lane.PLAIN))
        .isInstanceOf(UnsupportedOpException.class)
        .hasMessageContaining(accumulate.name());
  }

  @Test
  void refusesOtherLanesAndMathModes() {
    assertThatThrownBy(() -> device.compile(MatMul.of(2, 2, 2, DType.FP32), Lane.PACKED))
        .isInstanceOf(UnsupportedOpException.class)
        .hasMessageContaining("PLAIN");
    MatMul tf32 =
        new MatMul(
            1,
            2,
            2,
            2,
            false,
            false,
            DType.FP32,
            new Compute(DType.FP32, MathMode.TF32),
            DType.FP32,
            Role.VARIABLE);
    assertThatThrownBy(() -> device.compile(tf32, Lane.PLAIN))
        .isInstanceOf(UnsupportedOpException.class)
        .hasMessageContaining("TF32");
  }

  private double[] run(Op op, double[]... inputs) throws UnsupportedOpException {
    List<byte[]> bytes = new ArrayList<>();
    for (int i = 0; i < inputs.length; i++) {
      bytes.add(TestDevice.encode(op.inputs().get(i).spec().dtype(), inputs[i]));
    }
    return TestDevice.decode(op.outputs().get(0).spec().dtype(), runBytes(op, bytes));
  }

  private byte[] runBytes(Op op, List<byte[]> inputs) throws UnsupportedOpException {
    List<Buffer> in = new ArrayList<>();
    for (int i = 0; i < inputs.size(); i++) {
      Buffer buffer = device.allocate(op.inputs().get(i).spec());
      buffer.write(0, ByteBuffer.wrap(inputs.get(i)));
      in.add(buffer);
    }
    Buffer out = device.allocate(op.outputs().get(0).spec());
    byte[] poison = new byte[(int) out.spec().bytes()];
    Arrays.fill(poison, (byte) 0xff);
    out.write(0, ByteBuffer.wrap(poison));
    try (Kernel kernel = device.compile(op, Lane.PLAIN);
        Launch launch = kernel.bind(in, List.of(out), Optional.empty());
        Queue queue = device.openQueue()) {
      launch.enqueue(queue);
      queue.finish();
    }
    byte[] result = new byte[poison.length];
    out.read(0, ByteBuffer.wrap(result));
    return result;
  }

  /** Straight from the definition, in the order the formula is written. */
  private static double[] product(MatMul op, double[] a, double[] b) {
    int m = (int) op.m();
    int n = (int) op.n();
    int k = (int) op.k();
    double[] c = new double[(int) op.batch() * m * n];
    for (int s = 0; s < op.batch(); s++) {
      for (int i = 0; i < m; i++) {
        for (int j = 0; j < n; j++) {
          for (int l = 0; l < k; l++) {
            double left = a[s * m * k + (op.transposeA() ? l * m + i : i * k + l)];
            double right = b[s * n * k + (op.transposeB() ? j * k + l : l * n + j)];
            c[(s * m + i) * n + j] += left * right;
          }
        }
      }
    }
    return c;
  }

  private static double[] integers(Operand operand, int limit, long seed) {
    return new Random(seed)
        .ints(operand.spec().elements(), -limit, limit + 1)
        .asDoubleStream()
        .toArray();
  }

  private static double[] fill(int elements, double value) {
    double[] values = new double[elements];
    Arrays.fill(values, value);
    return values;
  }
}
