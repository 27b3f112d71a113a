/**
 * The plugin to copy: plain Java, every op, slow and obviously right.
 *
 * <p>Read {@link io.goodflops.plugin.reference.ReferencePlugin} first, then the files in the order
 * device, kernel, buffer, queue. The others are the "hardware", which a vendor replaces by calls of
 * the own library: {@code MatMulLaunch}, {@code StreamOps} and, behind {@code TrainingOps}, what a
 * training step is made of ({@code Convolution}, {@code Normalisation}, {@code Pooling}, {@code
 * RowOps}, {@code ElementOps}, {@code Sums}, {@code Moves}, {@code Optimizers}); {@code Elements},
 * {@code Tensor} and {@code Accumulator} are its numbers.
 */
package io.goodflops.plugin.reference;
