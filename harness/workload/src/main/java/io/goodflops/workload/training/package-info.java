/**
 * What is right for the ops of a training step: data, an FP64 oracle, and how far one may stray.
 */
package io.goodflops.workload.training;
