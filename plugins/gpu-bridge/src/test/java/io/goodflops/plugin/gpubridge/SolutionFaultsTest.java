package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each function of a library in the shape of MIOpen fails once, and is missing once. */
class SolutionFaultsTest {
  /** Answered by the emulated runtime alone: how many objects were made and not destroyed. */
  private static final int ALIVE = 1 << 20;

  /** The object whose destruction fails stays; others must not. */
  private static final Set<Slot> DESTROY =
      EnumSet.of(Slot.SOLVER_DESTROY, Slot.SOLVER_TENSOR_DESTROY, Slot.SOLVER_CONVOLUTION_DESTROY);

  private static final String TWO = "devices 2";
  private static final String SHIPPED = EmulatedVendor.text("hygon");

  @TempDir private Path folder;

  static List<Slot> slots() {
    return Stream.of(Slot.values()).filter(slot -> slot.library() == Library.SOLVER).toList();
  }

  private static String symbol(Slot slot) {
    return DialectFile.parse(SHIPPED).symbols().get(slot).get(0);
  }

  @Test
  void nothingFailsWhereNothingIsWrong() {
    assertThat(Everything.of(EmulatedVendor.plugin("hygon", same(), folder, TWO))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("slots")
  void aFailingCallIsToldInTheVendorsWords(Slot slot) {
    String fault = "fail " + symbol(slot) + " 1 2";
    DialectPlugin plugin = EmulatedVendor.plugin("hygon", same(), folder, TWO, fault);
    if (slot == Slot.SOLVER_ERROR_STRING) {
      assertThat(Everything.of(plugin)).isEmpty(); // it gives a text, not a status
    } else {
      assertThat(Everything.of(plugin))
          .hasValueSatisfying(
              text ->
                  assertThat(text).contains(symbol(slot) + ": Unknown error status (status 2)"));
    }
  }

  @ParameterizedTest
  @MethodSource("slots")
  void aCallThatFailsOnceLeavesNothingBehind(Slot slot) throws IOException {
    for (int nth : new int[] {1, 2, 3}) {
      Path mine = Files.createDirectory(folder.resolve("call-" + nth));
      String fault = "once " + symbol(slot) + " " + nth + " 2";
      Everything.of(EmulatedVendor.plugin("hygon", same(), mine, TWO, fault));
      assertThat(alive(mine))
          .as("after %s failed at its call %d", symbol(slot), nth)
          .isLessThanOrEqualTo(DESTROY.contains(slot) ? 1 : 0);
    }
  }

  @ParameterizedTest
  @MethodSource("slots")
  void aMissingSymbolIsNamedOrGoneWithout(Slot slot) {
    UnaryOperator<String> edit =
        text -> text.replaceFirst("(?m)= " + symbol(slot) + "$", "= nothing_" + slot.key());
    DialectPlugin plugin = EmulatedVendor.plugin("hygon", edit, folder, TWO);
    if (slot.required()) {
      assertThat(Everything.of(plugin))
          .hasValueSatisfying(
              text ->
                  assertThat(text)
                      .contains("not by a library: ")
                      .endsWith("libMIOpen.so.1 has no nothing_" + slot.key()));
    } else {
      assertThat(Everything.of(plugin)).isEmpty();
    }
  }

  @ParameterizedTest
  @MethodSource("slots")
  void aDialectMayLeaveOutWhatIsOptional(Slot slot) {
    UnaryOperator<String> edit = text -> text.replaceFirst("(?m)^" + slot.key() + " = .*$", "");
    DialectPlugin plugin = EmulatedVendor.plugin("hygon", edit, folder, TWO);
    if (slot.required()) {
      assertThat(Everything.of(plugin))
          .contains(
              "the file hygon.dialect makes no sense: [symbols] " + slot.key() + " is missing");
    } else {
      assertThat(Everything.of(plugin)).isEmpty();
    }
  }

  private static UnaryOperator<String> same() {
    return UnaryOperator.identity();
  }

  private static int alive(Path folder) {
    Dialect dialect = DialectFile.parse(SHIPPED);
    return Bridge.attribute(EmulatedVendor.open(dialect, folder).table(), ALIVE, 0);
  }
}
