package io.goodflops.plugin.gpubridge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.goodflops.spi.DType;
import io.goodflops.spi.DeviceException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever Java passes, the native side answers with an exception and never with a crash. */
class BridgeArgumentsTest {
  /** glibc of Kylin V10, CentOS 8 and their like. */
  private static final int OLDEST_GLIBC = 28;

  @TempDir Path folder;
  private VendorRuntime runtime;
  private long session;

  @BeforeEach
  void open() {
    runtime = Emulated.in(folder).runtime();
    session = Bridge.openSession(runtime.table(), 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, 1, Long.MAX_VALUE, Long.MIN_VALUE, 0x7_0000_0000L, 0x7fff_ffff})
  void aNumberThatWasNeverGivenOutIsRefused(long number) {
    closed(() -> Bridge.allocate(number, 64));
    closed(() -> Bridge.free(number));
    closed(() -> Bridge.finish(number));
    closed(() -> Bridge.closeEvent(number));
    closed(() -> Bridge.closeGemm(number));
    closed(() -> Bridge.has(number, "cudaMalloc"));
    closed(() -> Bridge.deviceCount(number));
    closed(() -> Bridge.pinned(number));
  }

  @Test
  void aNumberOfAnotherKindIsRefused() {
    long memory = Bridge.allocate(session, 64);
    closed(() -> Bridge.finish(memory));
    closed(() -> Bridge.free(session));
    closed(() -> Bridge.elapsedNanos(memory, memory));
  }

  @Test
  void aNumberThatIsUsedUpStaysRefusedWhenItsPlaceIsTakenAgain() {
    long first = Bridge.allocate(session, 64);
    Bridge.free(first);
    long second = Bridge.allocate(session, 64);
    assertThat(second).isNotEqualTo(first);
    closed(() -> Bridge.free(first));
    Bridge.free(second);
  }

  @ParameterizedTest
  @ValueSource(longs = {-1, 61, 64, Long.MAX_VALUE, Long.MIN_VALUE})
  void aRangeOutsideOfMemoryIsRefused(long offset) {
    long memory = Bridge.allocate(session, 64);
    ByteBuffer host = ByteBuffer.allocateDirect(64);
    outside(() -> Bridge.write(memory, offset, host, 0, 4));
    outside(() -> Bridge.read(memory, offset, host, 0, 4));
  }

  @Test
  void aHostBufferThatIsTooShortOrInTheHeapOrNullIsRefused() {
    long memory = Bridge.allocate(session, 64);
    ByteBuffer host = ByteBuffer.allocateDirect(8);
    outside(() -> Bridge.write(memory, 0, host, 0, 9));
    outside(() -> Bridge.write(memory, 0, host, 5, 4));
    outside(() -> Bridge.write(memory, 0, host, -1, 4));
    outside(() -> Bridge.read(memory, 0, host, 0, -1));
    outside(() -> Bridge.read(memory, 0, host, Integer.MAX_VALUE, Integer.MAX_VALUE));
    senseless(() -> Bridge.write(memory, 0, ByteBuffer.allocate(8), 0, 4));
    senseless(() -> Bridge.write(memory, 0, null, 0, 4));
    senseless(() -> Bridge.has(Bridge.load(library()), null));
    senseless(() -> Bridge.load(null));
  }

  @ParameterizedTest
  @ValueSource(longs = {0, -1, Long.MIN_VALUE})
  void memoryOfNoSizeIsRefused(long bytes) {
    senseless(() -> Bridge.allocate(session, bytes));
    senseless(() -> Bridge.pin(session, bytes));
  }

  @Test
  void aProductThatReachesBeyondItsMemoryIsRefused() {
    long small = Bridge.allocate(session, 8 * 8 * 4);
    long gemm = gemm(8, 8, 8, 1, small);
    Bridge.closeGemm(gemm);
    outside(() -> gemm(8, 8, 9, 1, small));
    outside(() -> gemm(8, 8, 8, 2, small));
    outside(() -> gemm(Integer.MAX_VALUE, Integer.MAX_VALUE, Integer.MAX_VALUE, 7, small));
    outside(() -> gemm(8, 8, 8, 1, small, 4));
    outside(() -> gemm(8, 8, 8, 1, small, -4));
    outside(() -> gemm(8, 8, 8, 1, small, Long.MAX_VALUE));
    senseless(() -> gemm(0, 8, 8, 1, small));
    senseless(() -> gemm(8, 8, 8, -1, small));
  }

  @Test
  void aProductOfFreedMemoryIsRefused() {
    long memory = Bridge.allocate(session, 8 * 8 * 4);
    long gemm = gemm(8, 8, 8, 1, memory);
    long stream = Bridge.openStream(session);
    Bridge.enqueueGemm(stream, gemm);
    Bridge.free(memory);
    closed(() -> Bridge.enqueueGemm(stream, gemm));
    Bridge.closeStream(stream);
  }

  @Test
  void aConvolutionOfNoSizeOrBeyondItsMemoryIsRefused() {
    int[] sizes = {1, 2, 2, 4, 4, 4, 4, 3, 3, 1, 1, 1, 1};
    for (int i = 0; i < sizes.length; i++) {
      int[] wrong = sizes.clone();
      wrong[i] = -1;
      senseless(() -> convolution(0, wrong));
    }
    senseless(() -> convolution(3, sizes));
    senseless(() -> convolution(0, new int[12]));
    senseless(() -> convolution(0, null));
    long made = convolution(0, sizes);
    long stream = Bridge.openStream(session);
    long image = Bridge.allocate(session, 2 * 4 * 4 * 4);
    long filter = Bridge.allocate(session, 2 * 2 * 3 * 3 * 4);
    long space = Bridge.allocate(session, Bridge.convolutionWorkspace(made));
    long[] right = {image, 0, filter, 0, image, 0, space, 0};
    Bridge.enqueueConvolution(stream, made, right);
    senseless(() -> Bridge.enqueueConvolution(stream, made, new long[6]));
    for (int place = 0; place < 4; place++) {
      long[] beyond = right.clone();
      beyond[2 * place + 1] = 4;
      outside(() -> Bridge.enqueueConvolution(stream, made, beyond));
      long[] unknown = right.clone();
      unknown[2 * place] = 0;
      closed(() -> Bridge.enqueueConvolution(stream, made, unknown));
    }
    Bridge.finish(stream);
    Bridge.closeConvolution(made);
    closed(() -> Bridge.enqueueConvolution(stream, made, right));
    Bridge.closeStream(stream);
  }

  @Test
  void anFp8ProductOfNoSizeOrBeyondItsMemoryIsRefused() {
    int[] given = {28, 0, 68, 0, 0, 1, 3, 4, 5, 6, 1, 64, 25};
    for (long no : new long[] {0, -1, Long.MIN_VALUE, Long.MAX_VALUE}) {
      senseless(() -> product(no, 16, 16, 3, given));
      senseless(() -> product(16, no, 16, 3, given));
      senseless(() -> product(16, 16, no, 3, given));
    }
    senseless(() -> product(16, 16, 16, 0, given));
    senseless(() -> product(1L << 31, 1L << 31, 16, 2, given));
    senseless(() -> product(16, 16, 16, 1, null));
    senseless(() -> product(16, 16, 16, 1, new int[11]));
    senseless(() -> product(16, 16, 16, 1, new int[14]));
    for (int bytes : new int[] {0, -8, 63, 136, Integer.MIN_VALUE}) {
      int[] wrong = given.clone();
      wrong[11] = bytes;
      senseless(() -> product(16, 16, 16, 1, wrong));
    }
    long made = product(16, 32, 64, 1, given);
    long stream = Bridge.openStream(session);
    long a = Bridge.allocate(session, 16 * 64);
    long b = Bridge.allocate(session, 32 * 64);
    long c = Bridge.allocate(session, 16 * 32 * 4);
    long space = Bridge.allocate(session, Bridge.productWorkspace(made));
    long[] right = {a, 0, b, 0, c, 0, space, 0};
    Bridge.enqueueProduct(stream, made, right);
    senseless(() -> Bridge.enqueueProduct(stream, made, new long[6]));
    senseless(() -> Bridge.enqueueProduct(stream, made, null));
    for (int place = 0; place < 4; place++) {
      long[] beyond = right.clone();
      beyond[2 * place + 1] = 256;
      outside(() -> Bridge.enqueueProduct(stream, made, beyond));
      long[] before = right.clone();
      before[2 * place + 1] = -256;
      outside(() -> Bridge.enqueueProduct(stream, made, before));
      long[] unknown = right.clone();
      unknown[2 * place] = 0;
      closed(() -> Bridge.enqueueProduct(stream, made, unknown));
      long[] crooked = right.clone();
      crooked[2 * place] = Bridge.allocate(session, 1 << 16);
      crooked[2 * place + 1] = 16;
      senseless(() -> Bridge.enqueueProduct(stream, made, crooked));
    }
    long again = Bridge.openSession(runtime.table(), 0);
    long foreign = Bridge.openStream(again);
    senseless(() -> Bridge.enqueueProduct(foreign, made, right));
    Bridge.closeStream(foreign);
    Bridge.finish(stream);
    Bridge.closeProduct(made);
    closed(() -> Bridge.enqueueProduct(stream, made, right));
    closed(() -> Bridge.productWorkspace(made));
    Bridge.closeStream(stream);
  }

  private long product(long m, long n, long k, int batch, int[] given) {
    return Bridge.openProduct(session, m, n, k, batch, 1, 4, 1 << 20, given);
  }

  private long convolution(int pass, int[] sizes) {
    return Bridge.openConvolution(
        session, pass, sizes, 0, 0, 4, false, 0, 1, new int[] {3}, new int[] {1});
  }

  @Test
  void aDeviceIsNotItsOwnPeer() {
    long again = Bridge.openSession(runtime.table(), 0);
    senseless(() -> Bridge.reachPeer(session, session));
    senseless(() -> Bridge.reachPeer(session, again));
    long stream = Bridge.openStream(session);
    long mine = Bridge.allocate(session, 64);
    long other = Bridge.allocate(again, 64);
    senseless(() -> Bridge.enqueuePeerCopy(stream, other, mine, 64));
    senseless(() -> Bridge.enqueuePeerCopy(stream, mine, other, 64));
    Bridge.closeStream(stream);
  }

  @Test
  void aLaunchThatReachesBeyondItsMemoryOrHasTooManyArgumentsIsRefused() throws Exception {
    long module =
        Bridge.openModule(
            session,
            new KernelCode(runtime, 0).get(new KernelCode.Unit(KernelFile.STREAMS, DType.FP32)));
    long memory = Bridge.allocate(session, 64);
    Bridge.closeLaunch(launch(module, 1, memory, 32, 32));
    outside(() -> launch(module, 1, memory, 32, 33));
    outside(() -> launch(module, 1, memory, -1, 4));
    outside(() -> launch(module, 1, memory, Long.MAX_VALUE, Long.MAX_VALUE));
    senseless(() -> launch(module, 11, memory, 0, 4));
    senseless(() -> open(module, new long[] {memory}, new long[0], new long[1], new long[1]));
    senseless(() -> open(module, new long[0], new long[0], new long[0], new long[17]));
    senseless(() -> open(module, new long[0], new long[0], new long[0], null));
    long launch = launch(module, 1, memory, 0, 64);
    long stream = Bridge.openStream(session);
    Bridge.free(memory);
    closed(() -> Bridge.enqueueLaunch(stream, launch));
    closed(() -> Bridge.enqueueGraph(stream, launch));
    Bridge.closeStream(stream);
  }

  private static long launch(long module, int memories, long memory, long offset, long bytes) {
    long[] all = new long[memories];
    long[] offsets = new long[memories];
    long[] needed = new long[memories];
    Arrays.fill(all, memory);
    Arrays.fill(offsets, offset);
    Arrays.fill(needed, bytes);
    return open(module, all, offsets, needed, new long[1]);
  }

  private static long open(
      long module, long[] memories, long[] offsets, long[] bytes, long[] numbers) {
    return Bridge.openLaunch(module, "read_fp32", 1, 256, memories, offsets, bytes, numbers);
  }

  @Test
  void whatBelongsToTwoSessionsIsRefused() {
    long other = Bridge.openSession(runtime.table(), 0);
    long stream = Bridge.openStream(other);
    long memory = Bridge.allocate(session, 64);
    senseless(() -> Bridge.enqueueCopy(stream, memory, memory, 64));
    Bridge.closeStream(stream);
  }

  @Test
  void aDeviceThatIsNotThereIsNotOpened() {
    for (int device : new int[] {-1, 1, Integer.MAX_VALUE}) {
      assertThatThrownBy(() -> Bridge.openSession(runtime.table(), device))
          .isInstanceOf(DeviceException.class)
          .hasMessageContaining("the runtime now counts 1");
    }
  }

  @Test
  void slotsAndNumbersThatTheBridgeDoesNotKnowAreRefused() {
    long library = Bridge.load(library());
    senseless(() -> table(library, "NO_SUCH_SLOT", "cudaMalloc"));
    senseless(() -> table(library, "MALLOC", "no_such_symbol"));
    senseless(() -> table(library, "MALLOC", "cudaMalloc"));
    senseless(() -> Bridge.table(new String[1], new String[0], new long[0], null, null));
  }

  @Test
  void slotsAndValuesHaveTheSameNamesOnBothSides() throws IOException {
    String slots = Files.readString(Path.of("src/main/native/slots.h"));
    for (Slot slot : Slot.values()) {
      assertThat(slots).contains("X(" + slot.name() + ", ");
    }
  }

  @Test
  void loadsOnSystemsWithOldGlibc() throws IOException {
    // that of this machine, and one that was compiled for another
    try (Stream<Path> files = Files.walk(Path.of("target/classes/META-INF/native"))) {
      List<Path> libraries = files.filter(file -> file.toString().endsWith(".so")).toList();
      assertThat(libraries).isNotEmpty();
      for (Path library : libraries) {
        Matcher versions =
            Pattern.compile("GLIBC_2\\.([0-9]+)")
                .matcher(Files.readString(library, StandardCharsets.ISO_8859_1));
        assertThat(versions.results().map(found -> Integer.valueOf(found.group(1))))
            .as(library.toString())
            .isNotEmpty()
            .allSatisfy(minor -> assertThat(minor).isLessThanOrEqualTo(OLDEST_GLIBC));
      }
    }
  }

  private long gemm(int m, int n, int k, int batch, long memory) {
    return gemm(m, n, k, batch, memory, 0);
  }

  private long gemm(int m, int n, int k, int batch, long memory, long offsetOfC) {
    return Bridge.openGemm(
        session,
        0,
        false,
        0,
        false,
        m,
        n,
        k,
        batch,
        memory,
        0,
        0,
        4,
        memory,
        0,
        false,
        0,
        4,
        memory,
        offsetOfC,
        0,
        4,
        68,
        -1,
        Bridge.SCALAR_FP32);
  }

  private static long table(long library, String slot, String symbol) {
    return Bridge.table(
        new String[] {slot},
        new String[] {symbol},
        new long[] {library},
        new String[0],
        new int[0]);
  }

  private String library() {
    return folder.resolve(Emulated.NAMES.get(0)).toString();
  }

  @Test
  void sensorsOfNothingOrOfNonsenseAreRefused() {
    String[] power = {Slot.SENSOR_POWER.name()};
    String[] shape = {"u32"};
    int[] two = {0, 0};
    closed(() -> Bridge.openSensors(0, "bus-id", "text", "0000:01:00.0", power, shape, two));
    closed(() -> Bridge.openSensors(session, "bus-id", "text", "0000:01:00.0", power, shape, two));
    senseless(() -> sensors("by-name", power, shape, two));
    senseless(() -> sensors(null, power, shape, two));
    senseless(() -> sensors("bus-id", null, shape, two));
    senseless(() -> sensors("bus-id", power, null, two));
    senseless(() -> sensors("bus-id", power, shape, null));
    senseless(() -> sensors("bus-id", power, shape, new int[] {0}));
    senseless(() -> sensors("bus-id", power, new String[0], two));
    senseless(() -> sensors("bus-id", new String[] {null}, shape, two));
    senseless(() -> sensors("bus-id", power, new String[] {"u128"}, two));
    senseless(() -> sensors("bus-id", new String[] {Slot.MALLOC.name()}, shape, two));
    senseless(() -> sensors("bus-id", new String[] {"NO_SLOT"}, shape, two));
    closed(() -> Bridge.readSensor(0, 0));
    closed(() -> Bridge.readSensor(session, 0));
    closed(() -> Bridge.closeSensors(session));
  }

  private long sensors(String device, String[] slots, String[] shapes, int[] arguments) {
    return Bridge.openSensors(
        runtime.table(), device, "text", "0000:01:00.0", slots, shapes, arguments);
  }

  private static void closed(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageMatching("the [a-z ]+ is (closed or was never opened|freed)");
  }

  private static void outside(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IndexOutOfBoundsException.class);
  }

  private static void senseless(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
    assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class);
  }
}
