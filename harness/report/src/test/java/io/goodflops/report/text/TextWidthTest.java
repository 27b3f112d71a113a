package io.goodflops.report.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextWidthTest {
  private static final String MIXED =
      "the device has no unit for TF32 设备没有用于 TF32 的计算单元，因此不支持；请改用别的类型。";

  @ParameterizedTest
  @ValueSource(ints = {2, 3, 10, 36, 80})
  void wrappedLinesFitAndLoseNothing(int width) {
    assertThat(TextWidth.wrap(MIXED, width))
        .allSatisfy(line -> assertThat(TextWidth.of(line)).isLessThanOrEqualTo(width));
    assertThat(String.join("", TextWidth.wrap(MIXED, width)).replace(" ", ""))
        .isEqualTo(MIXED.replace(" ", ""));
  }

  @Test
  void breaksAtBlanksAndNotBeforeChinesePunctuation() {
    assertThat(TextWidth.wrap("one two three", 8)).containsExactly("one two", "three");
    assertThat(TextWidth.wrap("甲乙，丙丁", 4)).containsExactly("甲", "乙，", "丙丁");
    assertThat(TextWidth.wrap("", 8)).containsExactly("");
  }

  @Test
  void namesThatDifferAtTheirEndsStillDifferWhenCut() {
    String name = "mlp step 256-512-128 b16 FP32 ";
    assertThat(TextWidth.cutMiddle(name + "op-by-op", 24))
        .isEqualTo("mlp step 256\u202632 op-by-op");
    assertThat(TextWidth.cutMiddle(name + "replay", 24)).isEqualTo("mlp step 256\u2026FP32 replay");
    assertThat(TextWidth.cutMiddle("\u8bad\u7ec3\u6b65\u6570", 6)).isEqualTo("\u8bad\u2026\u6570");
    assertThat(TextWidth.cutMiddle("short", 5)).isEqualTo("short");
  }
}
