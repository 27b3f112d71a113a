package io.goodflops.engine.measure;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SecondLookTest {
  private static final long MS = 1_000_000;

  @Test
  void honestTimesRaiseNoDoubt() {
    assertThat(new SecondLook(10 * MS, 20 * MS, 10 * MS, 20_000).doubt()).isEmpty();
    // a short batch and a slow read over a bus
    assertThat(new SecondLook(5 * MS, 9 * MS, 5 * MS, MS / 2).doubt()).isEmpty();
  }

  @Test
  void twiceTheWorkInTheSameTimeIsDoubted() {
    assertThat(new SecondLook(10 * MS, 10 * MS, 10 * MS, 0).doubt())
        .hasValueSatisfying(
            text -> assertThat(text).contains("twice the launches took 1.00 times"));
    assertThat(new SecondLook(10 * MS, 40 * MS, 10 * MS, 0).doubt()).isPresent();
  }

  @Test
  void resultsThatComeAfterFinishAreDoubted() {
    assertThat(new SecondLook(MS, 2 * MS, MS, 9 * MS).doubt())
        .hasValueSatisfying(
            text -> assertThat(text).contains("9.0 ms after it").contains("1.0 ms"));
  }
}
