package io.goodflops.plugin.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.goodflops.spi.Buffer;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.Device;
import io.goodflops.spi.DeviceException;
import io.goodflops.spi.DeviceInfo;
import io.goodflops.spi.Discovery;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.Kernel;
import io.goodflops.spi.Lane;
import io.goodflops.spi.Launch;
import io.goodflops.spi.Mark;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.Op;
import io.goodflops.spi.Operand;
import io.goodflops.spi.Queue;
import io.goodflops.spi.TensorSpec;
import io.goodflops.spi.UnsupportedOpException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Programs and what comes of them. Times are read from marks, that is from the program. */
class SimulatorTest {
  private static final String RATES = "rate.FP32=1e9\nbandwidth=1e9\n";

  @TempDir Path folder;

  @AfterEach
  void forgetTheProgram() {
    System.clearProperty("goodflops.simulator");
  }

  @Test
  void withoutAProgramThereIsNoDevice() {
    assertThat(new SimulatorPlugin().discover())
        .isInstanceOfSatisfying(
            Discovery.Absent.class,
            absent -> assertThat(absent.reason()).contains("GOODFLOPS_SIMULATOR"));
  }

  @ParameterizedTest
  @CsvSource({
    "rates.FP32=1, rates.FP32",
    "rate.FP32=fast, fast",
    "rate.FP32=0, rate.FP32",
    "efficiency=1.5, efficiency",
    "noise=-1, noise",
    "clock.curve=1:1e9, clock.curve",
    "devices=0, devices",
    "fault.a=smile, smile",
    "fault.a.in=lunch, lunch",
    "fault.a.dtype=FP4, FP4",
    "fault.a.share=2, share",
    "marks.speed=0, marks.speed",
    "bandwidth.levels=1:1, bandwidth",
    "power.idle.watts=1, power.idle.watts",
  })
  void aBrokenProgramIsNamedWithWhatIsWrong(String line, String named) throws IOException {
    write((line.contains("fault.a.") ? "fault.a=hang\n" : "") + line);
    assertThat(new SimulatorPlugin().discover())
        .isInstanceOfSatisfying(
            Discovery.Absent.class,
            absent -> assertThat(absent.reason()).contains("program.properties").contains(named));
  }

  @Test
  void devicesClaimWhatTheProgramSays() throws IOException {
    write(RATES + "devices=2\nmodel=<script>\ndevice.1.model=second\npeak.FP32=2e9\nclock=1e9");
    List<DeviceInfo> devices = ((Discovery.Found) new SimulatorPlugin().discover()).devices();
    assertThat(devices).extracting(DeviceInfo::id).containsExactly("simulator:0", "simulator:1");
    assertThat(devices).extracting(DeviceInfo::model).containsExactly("<script>", "second");
    assertThat(devices.get(0).physicalId()).isNotEqualTo(devices.get(1).physicalId());
    assertThat(devices.get(0).properties()).containsEntry("evidence", "SIMULATED");
    assertThat(devices.get(0).peaks())
        .singleElement()
        .satisfies(peak -> assertThat(peak.flopsPerSecond()).isEqualTo(2e9));
  }

  @Test
  void aComputeBoundLaunchTakesRoofOverEfficiencyAfterTheLatency() throws Exception {
    // 2·16³ = 8192 FLOPs at 1e9 FLOP/s and half efficiency: 16,384 ns; 1,000 ns before each
    double nanos =
        markedNanos(
            RATES + "efficiency=0.5\nlatency.nanos=1000", MatMul.of(16, 16, 16, DType.FP32), 100);
    assertThat(nanos).isCloseTo(100 * (16_384 + 1000), within(2.0));
  }

  @Test
  void aStreamOpTakesItsBytes() throws Exception {
    double nanos = markedNanos(RATES + "efficiency=0.5", new Copy(DType.FP32, 25_000), 10);
    assertThat(nanos).isCloseTo(10 * 200_000, within(2.0));
  }

  @Test
  void aMatMulWithFewFlopsPerByteIsHeldByBandwidth() throws Exception {
    // 3 matrices of 4 kB each
    double nanos =
        markedNanos("rate.FP32=1e15\nbandwidth=1e9", MatMul.of(32, 32, 32, DType.FP32), 10);
    assertThat(nanos).isCloseTo(10 * 12_288, within(2.0));
  }

  @Test
  void aLowerClockSlowsComputing() throws Exception {
    String program = "rate.FP32=1e9\nclock=2e9\nclock.curve=0:1e9";
    assertThat(markedNanos(program, MatMul.of(16, 16, 16, DType.FP32), 10))
        .isCloseTo(10 * 16_384, within(2.0));
    try (Device device = open(program)) {
      assertThat(device.telemetry().read().clockHertz()).hasValue(1e9);
      assertThat(device.telemetry().read().throttleReasons()).contains(Set.of("programmed"));
      assertThat(device.telemetry().read().powerWatts()).isEmpty();
    }
  }

  @Test
  void workAcrossAStepOfTheClockCurveIsIntegrated() {
    ClockCurve curve =
        new ClockCurve(100, List.of(new ClockCurve.Point(0, 100), new ClockCurve.Point(1000, 50)));
    assertThat(curve.end(500, 400)).isEqualTo(900);
    assertThat(curve.end(500, 700)).isEqualTo(1400);
    assertThat(curve.end(2000, 100)).isEqualTo(2200);
  }

  @Test
  void enqueueReturnsAtOnceAndFinishWaits() throws Exception {
    try (Running run = run("rate.FP32=1.6384e4", MatMul.of(16, 16, 16, DType.FP32))) {
      Mark before = run.queue.mark();
      run.launch.enqueue(run.queue);
      Mark after = run.queue.mark();
      assertThat(after.nanos() - before.nanos()).isGreaterThanOrEqualTo(500_000_000);
      assertThat(run.deviceNow()).isLessThan(after.nanos());
      run.queue.finish();
      assertThat(run.deviceNow()).isGreaterThanOrEqualTo(after.nanos());
    }
  }

  @Test
  void onTheHostABatchTakesTheCpuTimeThatIsProgrammedWhateverLiesBetweenItsLaunches()
      throws Exception {
    // 20 ms
    try (Running run = run("rate.FP32=4.096e5\non.host=1", MatMul.of(16, 16, 16, DType.FP32))) {
      run.launch.enqueue(run.queue);
      run.queue.finish();
      long cpu = Timeline.cpuNanos();
      long before = System.nanoTime();
      Mark mark = run.queue.mark();
      run.launch.enqueue(run.queue);
      Timeline.work(Timeline.cpuNanos() + 10e6);
      run.launch.enqueue(run.queue);
      assertThat(Timeline.cpuNanos() - cpu).isBetween(40_000_000L, 49_000_000L);
      assertThat(mark.nanos()).isBetween(before, System.nanoTime() - 40_000_000);
    }
  }

  @Test
  void noiseIsTheSameForTheSameSeed() throws Exception {
    MatMul op = MatMul.of(16, 16, 16, DType.FP32);
    double first = markedNanos(RATES + "noise=0.1\nseed=1", op, 10);
    assertThat(markedNanos(RATES + "noise=0.1\nseed=1", op, 10)).isCloseTo(first, within(2.0));
    assertThat(markedNanos(RATES + "noise=0.1\nseed=2", op, 10)).isNotCloseTo(first, within(20.0));
  }

  @Test
  void aSecondQueueWaitsForAMark() throws Exception {
    try (Running run = run(RATES, MatMul.of(16, 16, 16, DType.FP32));
        Queue second = run.device.openQueue()) {
      for (int i = 0; i < 100; i++) {
        run.launch.enqueue(run.queue);
      }
      Mark end = run.queue.mark();
      second.waitFor(end);
      assertThat(second.mark().nanos()).isGreaterThanOrEqualTo(end.nanos());
    }
  }

  /** 4,096 bytes at 1 MB/s, while the device is busy for half a second. */
  @Test
  void aCopyFromTheHostTakesItsTimeBesideTheLaunches() throws Exception {
    try (Running run = run(RATES + "copy.bandwidth=1e6", MatMul.of(16, 16, 16, DType.FP32));
        Queue second = run.device.openQueue()) {
      Buffer target = run.device.allocate(TensorSpec.bytes(4096));
      ByteBuffer source = ByteBuffer.allocate(4096);
      run.occupy();
      Mark busy = run.queue.mark();
      Mark begin = second.mark();
      target.enqueueWrite(second, 0, source);
      Mark end = second.mark();
      assertThat(end.nanos() - begin.nanos()).isBetween(4_096_000L, 50_000_000L);
      assertThat(end.nanos()).isLessThan(busy.nanos());
      target.enqueueWrite(run.queue, 0, source.rewind());
      assertThat((double) run.queue.mark().nanos() - busy.nanos())
          .isCloseTo(4_096_000, within(2.0));
    }
  }

  @Test
  void resultsAreRightAndFollowTheInputs() throws Exception {
    try (Running run = run(RATES, MatMul.of(2, 2, 2, DType.FP32))) {
      run.set(0, 1, 2, 3, 4);
      run.set(1, 1, 0, 0, 1);
      assertThat(run.execute()).containsExactly(1, 2, 3, 4);
      run.poison();
      assertThat(run.execute()).containsExactly(1, 2, 3, 4);
      run.set(1, 2, 0, 0, 2);
      assertThat(run.execute()).containsExactly(2, 4, 6, 8);
      assertThat(run.execute()).containsExactly(2, 4, 6, 8);
    }
  }

  @Test
  void aLongChainIsSteppedToItsEndWithoutTakingAsLong() throws Exception {
    for (float a : new float[] {0.5f, -1f, -0.75f}) {
      for (int steps : new int[] {1, 2, 63, 64, 65, 1001}) {
        try (Running run = run("rate.FP32=1e15", new FmaChain(DType.FP32, 768, steps))) {
          float[] x = new float[768];
          Arrays.fill(x, 3);
          run.set(0, x);
          float[] factors = new float[FmaChain.FACTORS];
          Arrays.fill(factors, a);
          run.set(1, factors);
          Arrays.fill(factors, 0.1f);
          run.set(2, factors);
          float expected = 3;
          for (int i = 0; i < steps; i++) {
            expected = Math.fma(expected, a, 0.1f);
          }
          assertThat(run.execute()[767]).isEqualTo(expected);
        }
      }
    }
    try (Running run = run("rate.FP32=1e18", new FmaChain(DType.FP32, 768, 1L << 40))) {
      assertThat(run.execute()[0]).isEqualTo(0);
    }
  }

  @Test
  void wrongChangesOneElementOfTheNamedKindOnly() throws Exception {
    String program = RATES + "fault.a=wrong\nfault.a.kind=matmul";
    try (Running run = run(program, MatMul.of(2, 2, 2, DType.FP32))) {
      run.set(0, 1, 2, 3, 4);
      run.set(1, 1, 0, 0, 1);
      assertThat(run.execute()).containsExactly(1, 2, -3, 4);
      run.set(0, 0, 0, 0, 0);
      assertThat(run.execute()).containsExactly(0, 0, 2, 0);
    }
    try (Running run = run(program, new Copy(DType.FP32, 2))) {
      run.set(0, 5, 6);
      assertThat(run.execute()).containsExactly(5, 6);
    }
  }

  @Test
  void anExceptionStrikesInTheNamedCallFromTheNamedTimeOn() throws Exception {
    for (String call : List.of("compile", "bind", "enqueue", "finish", "close")) {
      String program = RATES + "fault.a=exception\nfault.a.dtype=FP32\nfault.a.in=" + call;
      assertThatThrownBy(
              () -> {
                try (Running run = run(program, MatMul.of(2, 2, 2, DType.FP32))) {
                  run.execute();
                }
              })
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining(call);
    }
    write("fault.a=exception\nfault.a.in=discover");
    assertThatThrownBy(() -> new SimulatorPlugin().discover()).hasMessageContaining("discover");
    assertThatThrownBy(() -> open("fault.a=exception\nfault.a.in=open"))
        .hasMessageContaining("open");
    try (Running run =
        run(RATES + "fault.a=exception\nfault.a.from=3", MatMul.of(2, 2, 2, DType.FP32))) {
      run.execute();
      run.execute();
      assertThatThrownBy(run::execute).isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void whatIsNotProgrammedIsUnsupported() throws Exception {
    try (Device device = open("rate.FP32=1e9\nmemory.bytes=100")) {
      assertThatThrownBy(() -> device.compile(MatMul.of(2, 2, 2, DType.BF16), Lane.PLAIN))
          .isInstanceOf(UnsupportedOpException.class)
          .hasMessageContaining("rate.BF16");
      assertThatThrownBy(() -> device.compile(new Copy(DType.FP32, 8), Lane.PLAIN))
          .isInstanceOf(UnsupportedOpException.class)
          .hasMessageContaining("bandwidth");
      assertThatThrownBy(() -> device.compile(MatMul.of(2, 2, 2, DType.FP32), Lane.TUNED))
          .isInstanceOf(UnsupportedOpException.class);
      Buffer buffer = device.allocate(TensorSpec.bytes(60));
      assertThatThrownBy(() -> device.allocate(TensorSpec.bytes(41)))
          .isInstanceOf(DeviceException.class);
      buffer.close();
      device.allocate(TensorSpec.bytes(100)).close();
    }
  }

  @Test
  void aNanStandsInTheMiddle() throws Exception {
    try (Running run = run(RATES + "fault.a=nan", MatMul.of(2, 2, 2, DType.FP32))) {
      run.set(0, 1, 2, 3, 4);
      run.set(1, 1, 0, 0, 1);
      assertThat(run.execute()).containsExactly(1, 2, Float.NaN, 4);
    }
  }

  @Test
  void wrongWhenTimedIsRightAlone() throws Exception {
    try (Running run = run(RATES + "fault.a=wrong-when-timed", MatMul.of(2, 2, 2, DType.FP32))) {
      run.set(0, 1, 2, 3, 4);
      run.set(1, 1, 0, 0, 1);
      assertThat(run.execute()).containsExactly(1, 2, 3, 4);
      run.launch.enqueue(run.queue);
      assertThat(run.execute()).containsExactly(1, 2, -3, 4);
      assertThat(run.execute()).containsExactly(1, 2, 3, 4);
    }
  }

  @Test
  void aCachedAnswerIgnoresItsInput() throws Exception {
    try (Running run = run(RATES + "fault.a=cached", MatMul.of(2, 2, 2, DType.FP32))) {
      run.set(0, 1, 2, 3, 4);
      run.set(1, 1, 0, 0, 1);
      assertThat(run.execute()).containsExactly(1, 2, 3, 4);
      run.set(1, 2, 0, 0, 2);
      assertThat(run.execute()).containsExactly(1, 2, 3, 4);
    }
  }

  @Test
  void aLateResultLandsAfterFinish() throws Exception {
    String program = RATES + "fault.a=late\nfault.a.millis=700";
    try (Running run = run(program, MatMul.of(2, 2, 2, DType.FP32))) {
      run.set(0, 1, 2, 3, 4);
      run.set(1, 1, 0, 0, 1);
      long start = run.deviceNow();
      float[] atOnce = run.execute();
      if (run.deviceNow() - start < 700_000_000) {
        assertThat(atOnce).containsExactly(0, 0, 0, 0);
      }
      run.poison();
      while (run.deviceNow() - start < 900_000_000) {
        Thread.sleep(10);
      }
      assertThat(run.read()).containsExactly(1, 2, 3, 4);
    }
  }

  @Test
  void anEarlyFinishLeavesTheWaitingToTheReader() throws Exception {
    String program = "rate.FP32=1.6384e4\nfault.a=early";
    try (Running run = run(program, MatMul.of(16, 16, 16, DType.FP32))) {
      run.launch.enqueue(run.queue);
      Mark end = run.queue.mark();
      run.queue.finish();
      assertThat(run.deviceNow()).isLessThan(end.nanos());
      run.read();
      assertThat(run.deviceNow()).isGreaterThanOrEqualTo(end.nanos());
    }
  }

  @Test
  void freeRepeatsTakeNoTimeUntilTheQueueHasFinished() throws Exception {
    MatMul op = MatMul.of(16, 16, 16, DType.FP32);
    // the queue is occupied by a launch of another kind, which is the first
    assertThat(markedNanos(RATES + "fault.a=free-repeats\nfault.a.kind=matmul", op, 100))
        .isCloseTo(0, within(2.0));
    try (Running run = run("rate.FP32=1.6384e5\nfault.a=free-repeats", op)) {
      Mark before = run.queue.mark();
      run.launch.enqueue(run.queue);
      run.launch.enqueue(run.queue);
      Mark after = run.queue.mark();
      assertThat(after.nanos() - before.nanos())
          .isGreaterThanOrEqualTo(50_000_000)
          .isLessThan(100_000_000);
    }
  }

  @Test
  void constantInputsAreFasterWhereThatIsProgrammed() throws Exception {
    String program = RATES + "fault.a=fast-on-constants\nfault.a.share=0.25";
    // nothing was written: all inputs are zero
    assertThat(markedNanos(program, MatMul.of(16, 16, 16, DType.FP32), 10))
        .isCloseTo(10 * 8192 / 4.0, within(2.0));
  }

  @Test
  void aRefusalSaysWhatTheProgramSays() throws Exception {
    try (Device device = open(RATES + "fault.a=refuse\nfault.a.m=2\nfault.a.text=<no>")) {
      assertThatThrownBy(() -> device.compile(MatMul.of(2, 2, 2, DType.FP32), Lane.PLAIN))
          .isInstanceOf(UnsupportedOpException.class)
          .hasMessage("<no>");
      assertThat(device.compile(MatMul.of(3, 2, 2, DType.FP32), Lane.PLAIN)).isNotNull();
    }
  }

  @Test
  void marksRunAsFastAsProgrammed() throws Exception {
    double nanos = markedNanos(RATES + "marks.speed=2", MatMul.of(16, 16, 16, DType.FP32), 10);
    assertThat(nanos).isCloseTo(2 * 10 * 8192, within(3.0));
  }

  @Test
  void smallWorkingSetsRunAtTheirLevel() throws Exception {
    String program = RATES + "bandwidth.levels=1e5:4e9 1e6:2e9";
    assertThat(markedNanos(program, new Copy(DType.FP32, 12_500), 10))
        .isCloseTo(10 * 25_000, within(2.0));
    assertThat(markedNanos(program, new Copy(DType.FP32, 25_000), 10))
        .isCloseTo(10 * 100_000, within(2.0));
    assertThat(markedNanos(program, new Copy(DType.FP32, 250_000), 2))
        .isCloseTo(2 * 2_000_000, within(2.0));
  }

  @Test
  void energyIsPowerBusyAndIdle() throws Exception {
    String program = "rate.FP32=1.6384e5\npower.watts=100\npower.idle.watts=20";
    try (Running run = run(program, MatMul.of(16, 16, 16, DType.FP32))) {
      assertThat(run.device.telemetry().read().powerWatts()).hasValue(20);
      run.launch.enqueue(run.queue);
      run.queue.finish();
      assertThat(run.device.telemetry().read().powerWatts()).hasValue(20);
      long before = run.device.clock().anchorHostNanos();
      double joules = run.device.telemetry().read().energyJoules().orElseThrow();
      double idle = 20 * (System.nanoTime() - before) / 1e9;
      // 50 ms of work at 80 W more
      assertThat(joules).isLessThanOrEqualTo(idle + 4.001).isGreaterThan(4);
    }
  }

  @Test
  void exceptionsCanBeAsHostileAsProgrammed() throws Exception {
    write("fault.a=hostile-exception\nfault.a.in=discover");
    assertThat(caught(() -> new SimulatorPlugin().discover()).getClass().getSimpleName())
        .isEqualTo("HostileException");
    write("fault.a=cyclic-exception\nfault.a.in=discover");
    Throwable cyclic = caught(() -> new SimulatorPlugin().discover());
    assertThat(cyclic.getCause().getCause()).isSameAs(cyclic);
  }

  @Test
  void noProgramTakesBackThatItIsSimulated() throws IOException {
    write(RATES + "property.evidence=SELF_TESTED");
    assertThat(((Discovery.Found) new SimulatorPlugin().discover()).devices().get(0).properties())
        .containsEntry("evidence", "SIMULATED");
  }

  private static Throwable caught(Runnable call) {
    try {
      call.run();
    } catch (RuntimeException e) {
      return e;
    }
    throw new AssertionError("nothing was thrown");
  }

  private void write(String program) throws IOException {
    Path file = folder.resolve("program.properties");
    Files.writeString(file, program);
    System.setProperty("goodflops.simulator", file.toString());
  }

  private Device open(String program) throws IOException {
    write(program);
    SimulatorPlugin plugin = new SimulatorPlugin();
    return plugin.open(((Discovery.Found) plugin.discover()).devices().get(0));
  }

  private double markedNanos(String program, Op op, int launches) throws Exception {
    try (Running run = run(program, op)) {
      run.execute();
      run.occupy();
      Mark before = run.queue.mark();
      for (int i = 0; i < launches; i++) {
        run.launch.enqueue(run.queue);
      }
      Mark after = run.queue.mark();
      run.queue.finish();
      return after.nanos() - before.nanos();
    }
  }

  private Running run(String program, Op op) throws Exception {
    return new Running(open(program), op);
  }

  /** An op on its device, bound and ready. */
  private static final class Running implements AutoCloseable {
    final Device device;
    final Queue queue;
    final Launch launch;
    private final List<Buffer> inputs = new ArrayList<>();
    private final Buffer output;

    Running(Device device, Op op) throws UnsupportedOpException {
      this.device = device;
      this.queue = device.openQueue();
      Kernel kernel = device.compile(op, Lane.PLAIN);
      for (Operand operand : op.inputs()) {
        inputs.add(device.allocate(operand.spec()));
      }
      output = device.allocate(op.outputs().get(0).spec());
      launch = kernel.bind(inputs, List.of(output), Optional.empty());
    }

    void set(int input, float... values) {
      ByteBuffer bytes = ByteBuffer.allocate(4 * values.length).order(ByteOrder.LITTLE_ENDIAN);
      bytes.asFloatBuffer().put(values);
      inputs.get(input).write(0, bytes);
    }

    /** Keeps the device busy for half a second, so that what follows is enqueued in time. */
    void occupy() throws UnsupportedOpException {
      long steps = (long) (((SimulatorDevice) device).program().rates().get(DType.FP32) / 2 / 1536);
      Op chain = new FmaChain(DType.FP32, 768, steps);
      Buffer some = device.allocate(chain.inputs().get(0).spec());
      Buffer factors = device.allocate(chain.inputs().get(1).spec());
      device
          .compile(chain, Lane.PLAIN)
          .bind(List.of(some, factors, factors), List.of(some), Optional.empty())
          .enqueue(queue);
    }

    void poison() {
      output.write(0, ByteBuffer.allocate((int) output.spec().bytes()));
    }

    float[] execute() {
      launch.enqueue(queue);
      queue.finish();
      return read();
    }

    float[] read() {
      ByteBuffer bytes =
          ByteBuffer.allocate((int) output.spec().bytes()).order(ByteOrder.LITTLE_ENDIAN);
      output.read(0, bytes);
      float[] values = new float[bytes.capacity() / 4];
      bytes.flip().asFloatBuffer().get(values);
      return values;
    }

    long deviceNow() {
      return device.clock().anchorDeviceNanos()
          + System.nanoTime()
          - device.clock().anchorHostNanos();
    }

    @Override
    public void close() {
      device.close();
    }
  }
}
