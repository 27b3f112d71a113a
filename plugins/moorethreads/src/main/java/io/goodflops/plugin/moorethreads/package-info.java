/** Moore Threads GPUs through MUSA: a dialect file, and the class that names it. */
package io.goodflops.plugin.moorethreads;
