/** NVIDIA GPUs through CUDA: a dialect file, and the class that names it. */
package io.goodflops.plugin.nvidia;
