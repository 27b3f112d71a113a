package io.goodflops.workload.suite;

import static org.assertj.core.api.Assertions.assertThat;

import io.goodflops.spi.Role;
import io.goodflops.workload.suite.PublishedShapes.Pass;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PublishedShapesTest {
  /** Column-major C[m,n] = op(A)·op(B), straight from the definition of a leading dimension. */
  private static double[] columnMajor(
      int m, int n, int k, boolean ta, boolean tb, double[] a, double[] b) {
    double[] c = new double[m * n];
    int lda = ta ? k : m;
    int ldb = tb ? n : k;
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        for (int p = 0; p < k; p++) {
          double left = ta ? a[p + i * lda] : a[i + p * lda];
          double right = tb ? b[j + p * ldb] : b[p + j * ldb];
          c[i + j * m] += left * right;
        }
      }
    }
    return c;
  }

  /** Row-major C = op(A)·op(B) as MatMul defines it. */
  private static double[] rowMajor(GemmShape shape, double[] a, double[] b) {
    int m = (int) shape.m();
    int n = (int) shape.n();
    int k = (int) shape.k();
    double[] c = new double[m * n];
    for (int i = 0; i < m; i++) {
      for (int j = 0; j < n; j++) {
        for (int p = 0; p < k; p++) {
          c[i * n + j] +=
              a[shape.transposeA() ? p * m + i : i * k + p]
                  * b[shape.transposeB() ? j * k + p : p * n + j];
        }
      }
    }
    return c;
  }

  @ParameterizedTest
  @CsvSource({"N, N", "T, N", "N, T", "T, T"})
  void theSameMemoryGivesTheSameProductEitherWay(String ta, String tb) {
    int m = 5;
    int n = 3;
    int k = 4;
    GemmShape shape =
        PublishedShapes.deepBench(
            "deepbench-gemm-training", Map.of("m", "5", "n", "3", "k", "4", "a_t", ta, "b_t", tb));
    double[] a = numbers(m * k, 1);
    double[] b = numbers(k * n, 7);
    // our left operand is DeepBench's B
    assertThat(rowMajor(shape, b, a))
        .containsExactly(columnMajor(m, n, k, ta.equals("T"), tb.equals("T"), a, b));
    assertThat(shape.roleB()).isEqualTo(Role.CONSTANT);
  }

  private static double[] numbers(int count, int seed) {
    double[] numbers = new double[count];
    for (int i = 0; i < count; i++) {
      numbers[i] = (i * 31 + seed * 17) % 23 - 11;
    }
    return numbers;
  }

  @ParameterizedTest
  @CsvSource({
    "FORWARD, 64, 6144, 4096, false, true, CONSTANT",
    "DGRAD, 64, 4096, 6144, false, false, CONSTANT",
    "WGRAD, 6144, 4096, 64, true, false, VARIABLE"
  })
  void aLinearLayerCostsThreeProducts(
      Pass pass, long m, long n, long k, boolean ta, boolean tb, Role role) {
    Map<String, String> row =
        Map.of("model", "Llama-3-8B", "layer_gemm", "qkv_fused", "K(in)", "4096", "N(out)", "6144");
    GemmShape shape = PublishedShapes.layer(row, 64, pass);
    assertThat(shape).isEqualTo(new GemmShape(1, m, n, k, ta, tb, role, shape.source()));
    assertThat(2 * shape.m() * shape.n() * shape.k()).isEqualTo(2L * 64 * 6144 * 4096);
  }
}
