/** Hygon DCUs and AMD GPUs through HIP: a dialect file, and the class that names it. */
package io.goodflops.plugin.hygon;
