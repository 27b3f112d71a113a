package io.goodflops.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/** The two worked examples of the ledger's definition, to the printed digits. */
class WorkedExamplesTest {

  /** 3.1: FP32 GEMM on 8 cores, in core-seconds and GFLOP. */
  private static Account cpuGemm() {
    double reference = 32 * 3.6; // GFLOP/s of one core
    double path = 32 * 3.4;
    Chain chain = new Chain(80);
    chain.less(Category.AVAILABILITY_STEAL, 1.6);
    double available = 1 - 1.6 / 80;
    chain.less(Category.LIFECYCLE_SETUP, 8 * 1.25 * available);
    double trial = 8 * 0.25 * available;
    chain.less(Category.REJECTED_VERIFY_FAILED, trial);
    new ParallelRegion(8, 0.25 * available, OptionalDouble.empty(), 0.235, 0.2265).book(chain, 34);
    double executed = 34 * 2 * 4032.0 * 4032 * 4000 / 1e9;
    double algorithmic = 34 * 128.0;
    KernelChain.book(
        chain,
        new KernelWork(
            34 * 1.812,
            OptionalDouble.of(34 * 1.7),
            OptionalDouble.of(34 * 0.034),
            algorithmic,
            executed,
            Map.of(Category.REDUNDANT_PADDING, executed - algorithmic)),
        new Rates(
            reference,
            OptionalDouble.empty(),
            OptionalDouble.of(path),
            OptionalDouble.of(0.97 * path),
            Rates.Attainable.CHAIN));
    return chain.account();
  }

  @Test
  void cpuGemmInCoreSeconds() {
    Account time = cpuGemm();
    assertThat(printed(time, 4))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("availability.steal", "1.6000"),
                Map.entry("lifecycle.setup", "9.8000"),
                Map.entry("rejected.verify_failed", "1.9600"),
                Map.entry("parallel.serialisation", "2.7200"),
                Map.entry("parallel.imbalance", "2.3120"),
                Map.entry("kernel.interference", "3.8080"),
                Map.entry("kernel.inefficiency", "15.9005"),
                Map.entry("kernel.memory_bound", "0.0000"),
                Map.entry("kernel.unattainable_peak", "1.2570"),
                Map.entry("kernel.clock", "2.2579"),
                Map.entry("redundant.padding", "0.6069")));
    assertThat(time.effective()).isCloseTo(37.7778, within(5e-5));
    assertThat(time.unattributed()).isCloseTo(0, within(1e-12));
    assertThat(time.violations()).isEmpty();
  }

  @Test
  void cpuGemmInFlopAndShares() {
    Account flop = cpuGemm().times(32 * 3.6);
    assertThat(flop.total()).isCloseTo(9216, within(1e-9));
    assertThat(flop.effective()).isCloseTo(4352, within(1e-9));
    Map<String, String> flops = printed(flop, 2);
    assertThat(flops)
        .containsEntry("availability.steal", "184.32")
        .containsEntry("lifecycle.setup", "1128.96")
        .containsEntry("rejected.verify_failed", "225.79")
        .containsEntry("parallel.serialisation", "313.34")
        .containsEntry("parallel.imbalance", "266.34")
        .containsEntry("kernel.interference", "438.68")
        .containsEntry("kernel.inefficiency", "1831.73")
        .containsEntry("kernel.unattainable_peak", "144.80")
        .containsEntry("kernel.clock", "260.11")
        .containsEntry("redundant.padding", "69.91");
    Map<String, String> percent = printed(flop.times(100 / flop.total()), 2);
    assertThat(percent)
        .containsEntry("lifecycle.setup", "12.25")
        .containsEntry("kernel.inefficiency", "19.88")
        .containsEntry("kernel.clock", "2.82")
        .containsEntry("redundant.padding", "0.76");
    assertThat(100 * flop.effectiveShare()).isCloseTo(47.22, within(0.005));
  }

  @Test
  void cpuGemmSteadyViews() {
    Account flop = cpuGemm().times(115.2);
    double padding = flop.loss(Category.REDUNDANT_PADDING).getAsDouble();
    double steady = 34 * 0.25 * 921.6; // capacity of the accepted trials
    assertThat(100 * flop.effective() / steady).isCloseTo(55.6, within(0.05));
    assertThat(100 * (flop.effective() + padding) / steady).isCloseTo(56.4, within(0.06));
    PopFactors pop = PopFactors.of(0.25, 0.25, new double[] {0.235, 0.218});
    assertThat(pop.communication()).isCloseTo(0.94, within(1e-9));
    assertThat(pop.loadBalance()).isCloseTo(0.9638, within(5e-5));
    assertThat(pop.parallelEfficiency()).isCloseTo(0.906, within(5e-4));
  }

  /**
   * 3.2: a transformer's training step on one GPU, two classes of kernels, in seconds and TFLOP.
   */
  private static Account gpuStep() {
    double reference = 989.4;
    double path = reference * 1.50 / 1.83;
    double n = 12 * 32 * 4096.0 * 4096 + 50304 * 4096.0;
    double perToken = 6 * n + 6 * 32 * 4096.0 * 4096;
    double real = 31130 * perToken / 1e12;
    double padded = 32768 * perToken / 1e12;
    double executed = padded * 4 / 3;
    Chain chain =
        new Chain(3.6)
            .less(Category.HOST_DISPATCH_GAP, 0.08)
            .less(Category.HOST_INPUT_WAIT, 0.02)
            .less(Category.TRANSFER_EXPOSED_COPY, 0.05)
            .less(Category.PARALLEL_TRANSFER, 0.13);
    Rates rates =
        new Rates(
            reference,
            OptionalDouble.empty(),
            OptionalDouble.of(path),
            OptionalDouble.of(0.92 * path),
            Rates.Attainable.CHAIN);
    KernelChain.book(
        chain,
        new KernelWork(0.40, OptionalDouble.of(0.38), OptionalDouble.of(0.33), 0, 0, Map.of()),
        rates);
    KernelChain.book(
        chain,
        new KernelWork(
            2.92,
            OptionalDouble.of(2.80),
            OptionalDouble.of(2.58),
            real,
            executed,
            Map.of(
                Category.REDUNDANT_RECOMPUTE, executed - padded,
                Category.REDUNDANT_PADDING, padded - real)),
        rates);
    return chain.account();
  }

  @Test
  void gpuStepInSeconds() {
    Account time = gpuStep();
    assertThat(printed(time, 4))
        .containsExactlyInAnyOrderEntriesOf(
            Map.ofEntries(
                Map.entry("host.dispatch_gap", "0.0800"),
                Map.entry("host.input_wait", "0.0200"),
                Map.entry("transfer.exposed_copy", "0.0500"),
                Map.entry("parallel.transfer", "0.1300"),
                Map.entry("kernel.interference", "0.1400"), // .12 and .02 of the other kernels
                Map.entry("kernel.inefficiency", "0.2700"), // .22 and .05
                Map.entry("kernel.memory_bound", "0.3854"), // .0554 and .33
                Map.entry("kernel.unattainable_peak", "0.2020"),
                Map.entry("kernel.clock", "0.4188"),
                Map.entry("redundant.recompute", "0.4759"),
                Map.entry("redundant.padding", "0.0714")));
    assertThat(time.effective()).isCloseTo(1.3565, within(5e-5));
    assertThat(time.unattributed()).isCloseTo(0, within(1e-12));
  }

  @Test
  void gpuStepInFlopAndShares() {
    Account flop = gpuStep().times(989.4);
    assertThat(flop.total()).isCloseTo(3561.84, within(0.005));
    assertThat(flop.effective()).isCloseTo(1342.08, within(0.005));
    assertThat(printed(flop, 2))
        .containsEntry("host.dispatch_gap", "79.15")
        .containsEntry("host.input_wait", "19.79")
        .containsEntry("transfer.exposed_copy", "49.47")
        .containsEntry("parallel.transfer", "128.62")
        .containsEntry("kernel.unattainable_peak", "199.83")
        .containsEntry("kernel.clock", "414.39")
        .containsEntry("redundant.recompute", "470.90")
        .containsEntry("redundant.padding", "70.62");
    assertThat(flop.loss(Category.KERNEL_MEMORY_BOUND).getAsDouble())
        .isCloseTo(54.83 + 326.50, within(0.01));
    assertThat(100 * flop.effectiveShare()).isCloseTo(37.68, within(0.005));
    assertThat(100 * flop.executedShare()).isCloseTo(52.9, within(0.05));
    assertThat(100 * flop.structuralShare()).isCloseTo(27.95, within(0.005));
    assertThat(100 * flop.avoidableShare()).isCloseTo(34.37, within(0.005));
  }

  @Test
  void gpuStepUnderAnotherPeakIsAnotherShare() {
    double sparse = 2 * 989.4;
    assertThat(100 * gpuStep().times(989.4).effective() / (3.6 * sparse))
        .isCloseTo(18.8, within(0.05));
  }

  @Test
  void popFactorsBecomeBarsThatAddUp() {
    PopFactors poor = new PopFactors(0.6667, 0.75, 0.80);
    assertThat(bars(poor)).containsExactly("33.33", "16.67", "10.00", "40.00");
    PopFactors good = new PopFactors(0.9516, 0.975, 0.97);
    assertThat(bars(good)).containsExactly("4.84", "2.38", "2.78", "90.00");
  }

  private static String[] bars(PopFactors pop) {
    Map<Category, Double> losses = pop.losses();
    return new String[] {
      percent(losses.get(Category.PARALLEL_TRANSFER)),
      percent(losses.get(Category.PARALLEL_SERIALISATION)),
      percent(losses.get(Category.PARALLEL_IMBALANCE)),
      percent(pop.parallelEfficiency())
    };
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.2f", 100 * share);
  }

  private static Map<String, String> printed(Account account, int digits) {
    Map<String, String> printed = new HashMap<>();
    account
        .losses()
        .forEach((c, v) -> printed.put(c.id(), String.format(Locale.ROOT, "%." + digits + "f", v)));
    return printed;
  }
}
