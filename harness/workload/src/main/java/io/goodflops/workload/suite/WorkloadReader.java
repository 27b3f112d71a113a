package io.goodflops.workload.suite;

import io.goodflops.spi.Compute;
import io.goodflops.spi.Copy;
import io.goodflops.spi.DType;
import io.goodflops.spi.FmaChain;
import io.goodflops.spi.MatMul;
import io.goodflops.spi.MathMode;
import io.goodflops.spi.MatrixChain;
import io.goodflops.spi.Op;
import io.goodflops.spi.Read;
import io.goodflops.spi.Role;
import io.goodflops.spi.Triad;
import io.goodflops.workload.Direction;
import io.goodflops.workload.OpWorkload;
import io.goodflops.workload.TransferWorkload;
import io.goodflops.workload.Workload;
import io.goodflops.workload.WorkloadNames;
import io.goodflops.workload.verify.Judge;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Supplier;

/** Turns one entry of a suite's list into workloads. */
final class WorkloadReader {
  private final Fields entry;
  private final String source;

  private WorkloadReader(Fields entry, String source) {
    this.entry = entry;
    this.source = source;
  }

  static List<? extends Workload> read(Fields entry) {
    if (entry.has("program")) {
      return new ProgramReader(entry).read();
    }
    String op = entry.text("op");
    String source = entry.text("source");
    WorkloadReader reader = new WorkloadReader(entry, source);
    return switch (op) {
      case "matmul" -> reader.products();
      case "copy" -> reader.streams(2, Copy::new);
      case "read" -> reader.streams(1, Read::new);
      case "triad" -> reader.streams(3, Triad::new);
      case "fma-chain" -> reader.chains();
      case "matrix-chain" -> reader.matrixChains();
      case "transfer" -> reader.transfers();
      default -> {
        if (!TrainingOpReader.KINDS.contains(op)) {
          throw entry.wrong(
              "op is \""
                  + op
                  + "\", must be one of matmul, copy, read, triad, fma-chain, matrix-chain,"
                  + " transfer, or an op of training, such as conv2d, layer-norm or adamw");
        }
        yield reader.training(new TrainingOpReader(entry, op));
      }
    };
  }

  private List<OpWorkload> products() {
    List<GemmShape> shapes = entry.has("shapes") ? PublishedShapes.read(entry) : writtenShapes();
    List<DType> dtypes = entry.words("dtypes", DType.class);
    Optional<DType> accumulate = entry.optionalWord("accumulate", DType.class);
    Optional<DType> output = entry.optionalWord("output", DType.class);
    MathMode mode = entry.optionalWord("mathMode", MathMode.class).orElse(MathMode.STRICT);
    List<OpWorkload> products = new ArrayList<>();
    for (GemmShape shape : shapes) {
      for (DType dtype : dtypes) {
        DType sum = accumulate.orElse(Compute.standard(dtype).accumulate());
        Compute compute = new Compute(sum, mode);
        products.add(
            workload(() -> product(shape, dtype, compute, output.orElse(sum)), shape.source()));
      }
    }
    return products;
  }

  private List<GemmShape> writtenShapes() {
    boolean transposeA = entry.flag("transposeA");
    boolean transposeB = entry.flag("transposeB");
    List<GemmShape> shapes = new ArrayList<>();
    for (long batch : entry.sizes("batch", SuiteReader.MAX_DIMENSION, 1)) {
      Role usual = batch == 1 ? Role.CONSTANT : Role.VARIABLE;
      Role roleB = entry.optionalWord("b", Role.class).orElse(usual);
      for (long m : entry.sizes("m", SuiteReader.MAX_DIMENSION)) {
        for (long n : entry.sizes("n", SuiteReader.MAX_DIMENSION)) {
          for (long k : entry.sizes("k", SuiteReader.MAX_DIMENSION)) {
            shapes.add(new GemmShape(batch, m, n, k, transposeA, transposeB, roleB, source));
          }
        }
      }
    }
    return shapes;
  }

  private static MatMul product(GemmShape shape, DType dtype, Compute compute, DType output) {
    return new MatMul(
        shape.batch(),
        shape.m(),
        shape.n(),
        shape.k(),
        shape.transposeA(),
        shape.transposeB(),
        dtype,
        compute,
        output,
        shape.roleB());
  }

  private List<OpWorkload> streams(int tensors, BiFunction<DType, Long, Op> make) {
    List<DType> dtypes = entry.words("dtypes", DType.class);
    boolean byElements = entry.has("elements");
    if (byElements == entry.has("workingSets")) {
      throw entry.wrong("give either workingSets or elements");
    }
    List<Long> sizes =
        byElements
            ? entry.sizes("elements", SuiteReader.MAX_BYTES)
            : entry.amounts("workingSets", SuiteReader.MAX_BYTES);
    List<OpWorkload> streams = new ArrayList<>();
    for (DType dtype : dtypes) {
      for (long size : sizes) {
        long elements = byElements ? size : size / tensors / (dtype.bits() / 8);
        OpWorkload stream = workload(() -> make.apply(dtype, elements), source);
        streams.add(byElements ? stream : named(stream, size));
      }
    }
    return streams;
  }

  /** A third of a power of two is no round number: the name says what was asked for. */
  private static OpWorkload named(OpWorkload stream, long workingSet) {
    String name =
        stream.op().kind()
            + "-"
            + WorkloadNames.size(workingSet)
            + "-"
            + stream.dtype().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return new OpWorkload(name, stream.op(), stream.source());
  }

  private List<OpWorkload> training(TrainingOpReader op) {
    return entry.words("dtypes", DType.class).stream()
        .map(dtype -> workload(() -> op.read(dtype), source))
        .toList();
  }

  private List<OpWorkload> chains() {
    List<OpWorkload> chains = new ArrayList<>();
    for (DType dtype : entry.words("dtypes", DType.class)) {
      for (long count : entry.sizes("chains", 1L << 32)) {
        for (long steps : entry.sizes("steps", 1L << 40)) {
          chains.add(workload(() -> new FmaChain(dtype, count, steps), source));
        }
      }
    }
    return chains;
  }

  private List<OpWorkload> matrixChains() {
    MathMode mode = entry.optionalWord("mathMode", MathMode.class).orElse(MathMode.STRICT);
    List<OpWorkload> chains = new ArrayList<>();
    for (DType dtype : entry.words("dtypes", DType.class)) {
      Compute compute = new Compute(Compute.standard(dtype).accumulate(), mode);
      for (long tiles : entry.sizes("tiles", 1L << 24)) {
        for (long steps : entry.sizes("steps", MatrixChain.MOST_STEPS)) {
          chains.add(workload(() -> new MatrixChain(dtype, compute, tiles, steps), source));
        }
      }
    }
    return chains;
  }

  private List<TransferWorkload> transfers() {
    Set<TransferWorkload> transfers = new LinkedHashSet<>();
    List<Direction> directions = entry.words("directions", Direction.class);
    List<HostMemory> memories = entry.words("memory", HostMemory.class);
    for (Direction direction : directions) {
      for (HostMemory memory : memories) {
        for (long size : entry.amounts("sizes", SuiteReader.MAX_BYTES)) {
          // between devices there is no host memory to choose
          boolean pinned = memory == HostMemory.PINNED && direction != Direction.PEER_TO_DEVICE;
          transfers.add(TransferWorkload.of(direction, size, pinned, source));
        }
      }
    }
    return List.copyOf(transfers);
  }

  private OpWorkload workload(Supplier<Op> op, String from) {
    try {
      OpWorkload workload = OpWorkload.of(op.get(), from.equals(source) ? source : cite(from));
      if (workload.memoryBytes() > SuiteReader.MAX_BYTES) {
        throw entry.wrong(
            workload.name()
                + " needs "
                + workload.memoryBytes()
                + " bytes, the largest allowed is "
                + SuiteReader.MAX_BYTES);
      }
      Optional<String> reason = Judge.cannotJudge(workload.op());
      if (reason.isPresent()) {
        throw entry.wrong(workload.name() + " cannot be verified: " + reason.get());
      }
      return workload;
    } catch (ArithmeticException e) {
      throw entry.wrong("the shape is too large to count its operations");
    } catch (IllegalArgumentException e) {
      throw entry.wrong(e.getMessage());
    }
  }

  private String cite(String row) {
    return row + " (" + source + ")";
  }

  private enum HostMemory {
    PAGEABLE,
    PINNED
  }
}
