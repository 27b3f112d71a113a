/**
 * CUDA-shaped runtimes through one small JNI library: what differs between vendors stands in a
 * dialect file, what they share is here.
 */
package io.goodflops.plugin.gpubridge;
