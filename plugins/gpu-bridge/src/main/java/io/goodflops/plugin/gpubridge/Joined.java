package io.goodflops.plugin.gpubridge;

import io.goodflops.spi.Program;
import io.goodflops.spi.UnsupportedOpException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Some ops of a program in one kernel, in place of the last of them. */
interface Joined {
  /** All that can be joined; no op is in two. */
  static List<Joined> of(Program program) {
    List<Join> pairs = Join.of(program);
    List<Joined> all = new ArrayList<>(pairs);
    for (NormJoin join : NormJoin.of(program, pairs)) {
      join.before().ifPresent(all::remove);
      all.add(join);
    }
    return all;
  }

  /** Index of the op in whose place all run. */
  int tail();

  /** Indices of the others. */
  Set<Integer> heads();

  /** Tensors that are not written, each with the one that is read in its place. */
  Map<String, String> unwritten();

  /** One kernel for all, and what it is bound to. */
  ReplayKernel.Part compile(GpuDevice device) throws UnsupportedOpException;
}
