/**
 * What is right for the ops of a training step: an FP64 oracle, and how far one may stray from it.
 */
package io.goodflops.workload.training;
