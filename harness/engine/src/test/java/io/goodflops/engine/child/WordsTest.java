package io.goodflops.engine.child;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class WordsTest {
  @Test
  void controlCharactersAndLineBreaksGo() {
    assertThat(Words.clean("a\u001b[31mred\r\nnext\u202eflip")).isEqualTo("a [31mred next flip");
  }

  @Test
  void lengthIsBoundedWithoutCuttingACharacterInTwo() {
    String text = Words.clean("😀".repeat(10_000));
    assertThat(text.codePointCount(0, text.length())).isEqualTo(501);
    assertThat(text).endsWith("😀…");
  }

  @Test
  void rootCauseIsNamed() {
    assertThat(Words.of(new IllegalStateException("outer", new RuntimeException("inner"))))
        .isEqualTo("IllegalStateException: outer because of RuntimeException: inner");
  }

  @Test
  void halfCharactersAndLineEndsBecomeBlanks() {
    assertThat(Words.clean("a\ud800b\u2028c\uffffd")).isEqualTo("a b c d");
    assertThat(Words.clean("模拟😀")).isEqualTo("模拟😀");
  }

  @Test
  void causesThatGoRoundInCirclesAreSurvived() {
    RuntimeException outer = new RuntimeException("outer");
    RuntimeException inner = new RuntimeException("inner");
    outer.initCause(inner);
    inner.initCause(outer);
    assertThat(Words.of(outer)).contains("outer").contains("inner");
    RuntimeException beside = new RuntimeException("beside", outer);
    assertThat(Words.of(beside)).contains("beside");
  }

  @Test
  void causeThatThrowsWhenAskedIsSurvived() {
    RuntimeException hostile =
        new RuntimeException("message") {
          private static final long serialVersionUID = 1L;

          @Override
          public synchronized Throwable getCause() {
            throw new IllegalStateException("no");
          }
        };
    assertThat(Words.of(hostile)).contains("message");
  }

  @Test
  void exceptionThatThrowsWhenAskedIsSurvived() {
    RuntimeException hostile =
        new RuntimeException() {
          private static final long serialVersionUID = 1L;

          @Override
          public String getMessage() {
            throw new IllegalStateException("no");
          }
        };
    assertThat(Words.of(hostile)).isNotNull();
  }
}
