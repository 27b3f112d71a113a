package io.goodflops.workload.data;

/** The numbers of one input, in storage order. Every number is exact in the input's dtype. */
public sealed interface ElementSource
    permits ConstantSource,
        UniformFloats,
        UniformIntegers,
        ExactFactors,
        SparseTerms,
        ChainData,
        MatrixChainData,
        PositiveFloats,
        Indices,
        GivenNumbers,
        FileNumbers {

  /** Whether all elements are integers, so that they can be read as {@code long}. */
  boolean integral();

  /** Puts elements {@code first} and on into {@code target}, from index {@code from}. */
  default void read(long first, double[] target, int from, int count) {
    long[] integers = new long[count];
    read(first, integers, 0, count);
    for (int i = 0; i < count; i++) {
      target[from + i] = (double) integers[i];
    }
  }

  /** The same as integers; only where {@link #integral}. */
  default void read(long first, long[] target, int from, int count) {
    throw new UnsupportedOperationException("these are not integers");
  }

  /** A single element. */
  default double at(long index) {
    double[] one = new double[1];
    read(index, one, 0, 1);
    return one[0];
  }
}
